import Glibc
import Lambda

exit(await LambdaProgram.main())
