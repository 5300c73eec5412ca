print("bunsen")
