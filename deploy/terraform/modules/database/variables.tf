variable "name" {
  type        = string
  description = "The instance's name."
}

variable "engine_version" {
  type        = string
  description = "PostgreSQL's major version."
  default     = "17"
}

variable "instance_class" {
  type        = string
  description = "Its size, such as db.t4g.micro."
}

variable "storage_gb" {
  type        = number
  description = "Storage to begin with; it grows by itself up to ten times."
  default     = 20
}

variable "multi_az" {
  type        = bool
  description = "Whether a second instance in another zone stands by."
}

variable "backup_retention_days" {
  type        = number
  description = "How far back a point in time can be restored."
}

variable "protected" {
  type        = bool
  description = "Whether the instance cannot be deleted, and leaves a last snapshot when it is after all."
}

variable "password" {
  type        = string
  description = "The password of the user copper: written, never kept."
  sensitive   = true
  ephemeral   = true
}

variable "password_version" {
  type        = number
  description = "A new number sets the password again."
}

variable "subnet_ids" {
  type        = list(string)
  description = "Private subnets in at least two zones."
}

variable "security_group_id" {
  type        = string
  description = "Who may connect."
}

variable "kms_key_arn" {
  type        = string
  description = "The key that data, insights and logs are encrypted with."
}

variable "log_retention_days" {
  type        = number
  description = "How long the logs are kept."
}
