# RabbitMQ from Debian's package, run from its folder: the commands on the PATH change to a user of their own.
# shellcheck shell=bash disable=SC2154

rabbitmq_port=$((first_port + 672))
rabbitmq_distribution_port=$((first_port + 673))
rabbitmq_epmd_port=$((first_port + 674))
rabbitmq_tls_port=$((first_port + 671))
rabbitmq_bin=/usr/lib/rabbitmq/bin
rabbitmq_home=$home/rabbitmq

rabbitmq_address() { echo "amqp://guest:guest@127.0.0.1:$rabbitmq_port/%2f"; }
rabbitmq_ports() { echo "$rabbitmq_port $rabbitmq_distribution_port $rabbitmq_tls_port"; }

rabbitmq_exports() {
    echo "DOMAIN_EVENTS_RABBITMQ=$(rabbitmq_address)"
    echo "DOMAIN_EVENTS_RABBITMQ_TLS=amqps://guest:guest@localhost:$rabbitmq_tls_port/%2f"
    printf 'DOMAIN_EVENTS_CA=%q\n' "$certificates/ca.pem"
}

epmd_ports() { echo "$rabbitmq_epmd_port"; }

rabbitmq_install() { [ -x "$rabbitmq_bin/rabbitmq-server" ] || install_packages rabbitmq-server; }

rabbitmq_start() {
    mkdir -p "$rabbitmq_home"
    certify
    rabbitmq_settings >"$rabbitmq_home/rabbitmq.conf"
    rabbitmq_with_environment
    alive epmd || rabbitmq_start_epmd
    spawn rabbitmq "${with_environment[@]}" "$rabbitmq_bin/rabbitmq-server"
}

# Erlang's name server. Without one, the broker would start its own and leave it behind.
rabbitmq_start_epmd() {
    claim epmd
    spawn epmd "${with_environment[@]}" epmd
    while alive epmd && ! taken epmd >/dev/null; do sleep 0.1; done
}

rabbitmq_stopped() { if alive epmd; then terminate epmd; fi; }

# The handshake: to its protocol header the broker answers with the method Connection.Start (10, 10) on channel 0.
rabbitmq_ready() { alive rabbitmq && [[ $(ask "$rabbitmq_port" 'AMQP\x00\x00\x09\x01' 11) == 010000????????000a000a ]]; }

rabbitmq_tool() {
    alive rabbitmq || die "rabbitmq is down."
    rabbitmq_with_environment
    exec "${with_environment[@]}" "$rabbitmq_bin/rabbitmqctl" "$@"
}

# A consumer that holds a delivery for longer than 30 s loses its channel; the broker looks every 5 s (not a setting of the file).
rabbitmq_settings() {
    cat <<-SETTINGS
	listeners.tcp.1 = 127.0.0.1:$rabbitmq_port
	listeners.ssl.1 = 127.0.0.1:$rabbitmq_tls_port
	ssl_options.cacertfile = $certificates/ca.pem
	ssl_options.certfile = $certificates/server.crt
	ssl_options.keyfile = $certificates/server.key
	consumer_timeout = 30000
	SETTINGS
}

# Nothing of the caller's environment, of /etc/rabbitmq and of another node on this machine has a say.
rabbitmq_with_environment() {
    with_environment=(
        env --ignore-environment PATH="$PATH" LANG=C.UTF-8
        HOME="$rabbitmq_home"
        ERL_EPMD_ADDRESS=127.0.0.1
        ERL_EPMD_PORT="$rabbitmq_epmd_port"
        RABBITMQ_NODENAME=domain-events@localhost
        RABBITMQ_DIST_PORT="$rabbitmq_distribution_port"
        RABBITMQ_CONF_ENV_FILE=/dev/null
        RABBITMQ_CONFIG_FILE="$rabbitmq_home/rabbitmq.conf"
        RABBITMQ_ADVANCED_CONFIG_FILE="$rabbitmq_home/advanced.config"
        RABBITMQ_ENABLED_PLUGINS_FILE="$rabbitmq_home/enabled_plugins"
        RABBITMQ_MNESIA_BASE="$rabbitmq_home/data"
        RABBITMQ_LOG_BASE="$logs"
        RABBITMQ_LOGS=-
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1} -rabbit channel_tick_interval 5000"
    )
}
