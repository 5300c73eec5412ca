#include "CProcess.h"
int cprocess_placeholder(void){return 0;}
