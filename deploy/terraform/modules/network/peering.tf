# With a Heroku Private Space: its dynos reach the API through a peering and an endpoint inside this network, so that no
# call leaves the two private networks. Without one there is nothing here, and calls are signed HTTPS.
data "heroku_space_peering_info" "space" {
  count = var.private_space == null ? 0 : 1
  name  = var.private_space
}

resource "aws_vpc_peering_connection" "heroku" {
  count         = var.private_space == null ? 0 : 1
  vpc_id        = aws_vpc.this.id
  peer_owner_id = data.heroku_space_peering_info.space[0].aws_account_id
  peer_vpc_id   = data.heroku_space_peering_info.space[0].vpc_id
  peer_region   = data.heroku_space_peering_info.space[0].aws_region
  tags          = { Name = "${var.name}-heroku" }
}

resource "heroku_space_peering_connection_accepter" "space" {
  count                     = var.private_space == null ? 0 : 1
  space                     = var.private_space
  vpc_peering_connection_id = aws_vpc_peering_connection.heroku[0].id
}

resource "aws_route" "heroku" {
  count                     = var.private_space == null ? 0 : 1
  route_table_id            = aws_route_table.private.id
  destination_cidr_block    = data.heroku_space_peering_info.space[0].vpc_cidr
  vpc_peering_connection_id = aws_vpc_peering_connection.heroku[0].id
}

resource "aws_security_group" "endpoint" {
  count       = var.private_space == null ? 0 : 1
  name        = "${var.name}-api-endpoint"
  description = "The API endpoint inside the network: the dynos of the private space connect."
  vpc_id      = aws_vpc.this.id
}

resource "aws_vpc_security_group_ingress_rule" "dynos" {
  count             = var.private_space == null ? 0 : 1
  security_group_id = aws_security_group.endpoint[0].id
  description       = "Dynos of the private space"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = data.heroku_space_peering_info.space[0].vpc_cidr
}

resource "aws_vpc_security_group_ingress_rule" "callbacks" {
  count                        = var.private_space == null ? 0 : 1
  security_group_id            = aws_security_group.endpoint[0].id
  description                  = "Functions that call back"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.functions.id
}

resource "aws_vpc_endpoint" "api" {
  count               = var.private_space == null ? 0 : 1
  vpc_id              = aws_vpc.this.id
  service_name        = "com.amazonaws.${data.aws_region.here.region}.execute-api"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [for subnet in aws_subnet.private : subnet.id]
  security_group_ids  = [aws_security_group.endpoint[0].id]
  private_dns_enabled = false
  tags                = { Name = "${var.name}-api" }
}
