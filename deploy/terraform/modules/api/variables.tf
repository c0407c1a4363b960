variable "name" {
  type        = string
  description = "The API's name."
}

variable "description" {
  type        = string
  description = "What is behind it."
}

variable "account_id" {
  type        = string
  description = "The AWS account whose roles may call."
}

variable "endpoint_id" {
  type        = string
  description = "The endpoint inside the private network; null for an API that is reached by signed HTTPS."
  default     = null
}

variable "function_name" {
  type        = string
  description = "The function that answers."
}

variable "function_alias" {
  type        = string
  description = "The alias of it that is asked."
}

variable "function_invoke_arn" {
  type        = string
  description = "The alias, as API Gateway names it."
}

variable "routes" {
  type        = list(string)
  description = "Method and path of each route. One that a role is allowed alone stands beside the one for everything."
}

variable "requests_per_second" {
  type        = number
  description = "More than this is answered 429."
}

variable "kms_key_arn" {
  type        = string
  description = "The key that the access log is encrypted with."
}

variable "log_retention_days" {
  type        = number
  description = "How long the access log is kept."
}
