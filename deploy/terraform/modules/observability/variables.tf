variable "name" {
  type        = string
  description = "What names begin with."
}

variable "alarm_email" {
  type        = string
  description = "Who is told. AWS asks this address once whether it agrees."
}

variable "functions" {
  type        = map(string)
  description = "Short name to name of the functions."
}

variable "log_groups" {
  type        = map(string)
  description = "Short name to log group, of all whose lines are counted."
}

variable "failure_queue" {
  type        = string
  description = "The queue of image events that failed for good."
}

variable "sweeper_rule" {
  type        = string
  description = "The schedule that calls the sweeper."
}

variable "database" {
  type        = string
  description = "The database instance."
}

variable "database_connections_max" {
  type        = number
  description = "From how many connections on it is too many."
}

variable "api_dimensions" {
  type        = map(string)
  description = "What the metrics of the API in front of content are found by."
}

variable "kms_key_arn" {
  type        = string
  description = "The key that alarms are encrypted with on their way."
}
