#pragma once
int cprocess_placeholder(void);
