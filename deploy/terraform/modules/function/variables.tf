variable "name" {
  type        = string
  description = "The function's name, and its role's."
}

variable "description" {
  type        = string
  description = "What it does."
}

variable "image" {
  type        = string
  description = "Its container image in ECR, by digest."
}

variable "memory_mb" {
  type        = number
  description = "Memory; processor time comes in proportion, a whole core at 1,769 MB."
}

variable "timeout_seconds" {
  type        = number
  description = "How long one event may take."
}

variable "concurrency" {
  type        = number
  description = "How many events are worked on at once at most; -1 for no limit of its own."
}

variable "scratch_mb" {
  type        = number
  description = "Room in /tmp."
  default     = 512
}

variable "configuration_path" {
  type        = string
  description = "Where its parameters are in SSM, such as /copper/prod/content/."
}

variable "configuration_version" {
  type        = string
  description = "Differs when the parameters do."
}

variable "configuration_arn" {
  type        = string
  description = "The same as an ARN."
}

variable "has_policy" {
  type        = bool
  description = "Whether it may do more than run (a policy that is made in the same apply cannot say so itself)."
  default     = true
}

variable "policy" {
  type        = string
  description = "What else it may do, as an IAM policy."
  default     = null
}

variable "network" {
  type = object({
    subnet_ids         = list(string)
    security_group_ids = list(string)
  })
  description = "The private network, for functions that use the database."
  default     = null
}

variable "kms_key_arn" {
  type        = string
  description = "The key that log and parameters are encrypted with."
}

variable "log_retention_days" {
  type        = number
  description = "How long its log is kept."
}
