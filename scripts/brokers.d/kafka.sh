# Apache Kafka from its jars: one node that is broker and controller.
# shellcheck shell=bash disable=SC2154

kafka_port=$((first_port + 92))
kafka_controller_port=$((first_port + 93))
# Clients that come in by the first one are sent to the second one, where tests have a proxy to the first: connections that can be cut.
kafka_proxied_port=$((first_port + 94))
kafka_proxy_port=$((first_port + 95))
# TLS, and a user and a password.
kafka_secure_port=$((first_port + 96))
kafka_home=$home/kafka
kafka_jars=$kafka_home/jars
kafka_cluster=ZG9tYWluLWV2ZW50cy0wMQ # any sixteen bytes

kafka_address() { echo "127.0.0.1:$kafka_port"; }
kafka_ports() { echo "$kafka_port $kafka_controller_port $kafka_proxied_port $kafka_secure_port"; }

kafka_exports() {
    echo "DOMAIN_EVENTS_KAFKA=$(kafka_address)"
    echo "DOMAIN_EVENTS_KAFKA_PROXIED=127.0.0.1:$kafka_proxy_port-127.0.0.1:$kafka_proxied_port"
    echo "DOMAIN_EVENTS_KAFKA_SASL_TLS=shop:secret@localhost:$kafka_secure_port"
    printf 'DOMAIN_EVENTS_CA=%q\n' "$certificates/ca.pem"
}

# The jars are kept until the pom asks for others.
kafka_install() {
    command -v java >/dev/null || install_packages default-jre-headless
    if cmp --silent "$parts/pom.xml" "$kafka_jars/pom.xml"; then return; fi
    command -v mvn >/dev/null || install_packages maven
    say "Fetching the jars of Kafka."
    rm -rf "$kafka_jars"
    mvn --quiet --batch-mode --file "$parts/pom.xml" dependency:copy-dependencies -DoutputDirectory="$kafka_jars" \
        </dev/null >>"$logs/install.log" 2>&1 9>&- || die_with_log install "The jars of Kafka could not be fetched."
    cp "$parts/pom.xml" "$kafka_jars/pom.xml"
}

kafka_start() {
    certify
    kafka_settings >"$kafka_home/server.properties"
    if [ ! -e "$kafka_home/data/meta.properties" ]; then
        java -XX:TieredStopAtLevel=1 -cp "$kafka_jars/*" kafka.tools.StorageTool format --cluster-id "$kafka_cluster" \
            --config "$kafka_home/server.properties" </dev/null >>"$logs/kafka.log" 2>&1 9>&- || die_with_log kafka "Kafka's data folder could not be made."
    fi
    spawn kafka java -Xms256m -Xmx512m -XX:+UseSerialGC -Dlog4j2.configurationFile="$parts/log4j2.properties" \
        -cp "$kafka_jars/*" kafka.Kafka "$kafka_home/server.properties"
}

kafka_stopped() { :; }

# It asks for the metadata (key 3, version 1) of no topic. Ready is who names at least one broker: itself, which the controller let in.
kafka_ready() {
    alive kafka && [[ $(ask "$kafka_port" '\x00\x00\x00\x0e\x00\x03\x00\x01\x00\x00\x00\x01\xff\xff\x00\x00\x00\x00' 12) == ????????0000000100000001 ]]
}

kafka_tool() {
    alive kafka || die "kafka is down."
    local class=${1:-}
    [ -n "$class" ] || die "Which class of org.apache.kafka.tools?"
    shift
    exec java -cp "$kafka_jars/*" "org.apache.kafka.tools.$class" --bootstrap-server "$(kafka_address)" "$@"
}

# One node, so one replica of everything. Groups form without a pause and miss a killed member within seconds, in both protocols: `classic`
# and `consumer` are on by default. A killed broker is let in again only when its session has ended: hence the short one.
kafka_settings() {
    cat <<-SETTINGS
	process.roles=broker,controller
	node.id=1
	controller.quorum.voters=1@127.0.0.1:$kafka_controller_port
	controller.listener.names=CONTROLLER
	listeners=PLAINTEXT://127.0.0.1:$kafka_port,PROXIED://127.0.0.1:$kafka_proxied_port,SECURE://127.0.0.1:$kafka_secure_port,CONTROLLER://127.0.0.1:$kafka_controller_port
	advertised.listeners=PLAINTEXT://127.0.0.1:$kafka_port,PROXIED://127.0.0.1:$kafka_proxy_port,SECURE://localhost:$kafka_secure_port
	inter.broker.listener.name=PLAINTEXT
	listener.security.protocol.map=PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,SECURE:SASL_SSL,CONTROLLER:PLAINTEXT
	ssl.keystore.type=PEM
	ssl.keystore.location=$certificates/server.pem
	listener.name.secure.sasl.enabled.mechanisms=PLAIN
	listener.name.secure.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_shop="secret";
	broker.session.timeout.ms=3000
	broker.heartbeat.interval.ms=500
	log.dirs=$kafka_home/data
	log.cleaner.dedupe.buffer.size=16777216

	auto.create.topics.enable=false
	default.replication.factor=1
	offsets.topic.replication.factor=1
	offsets.topic.num.partitions=4
	transaction.state.log.replication.factor=1
	transaction.state.log.min.isr=1
	transaction.state.log.num.partitions=4
	share.coordinator.state.topic.replication.factor=1
	share.coordinator.state.topic.min.isr=1
	share.coordinator.state.topic.num.partitions=4

	group.initial.rebalance.delay.ms=0
	group.min.session.timeout.ms=1000
	group.consumer.min.heartbeat.interval.ms=500
	group.consumer.heartbeat.interval.ms=1000
	group.consumer.min.session.timeout.ms=1000
	group.consumer.session.timeout.ms=6000
	SETTINGS
}
