#!/usr/bin/perl
# Recompute every verdict of callbacks.json with core Perl modules only: perl verify_callbacks.pl callbacks.json
# Supports forms and JSON; XML tests are skipped and counted.
use strict;
use warnings;
use Digest::MD5 ();
use Digest::SHA ();
use Encode ();
use JSON::PP ();

my @STRONGEST_FIRST = qw(sha1 md5 crc32);
my %HASHED = (status => [qw(id phone status)], message => [qw(phone mes to)], call => [qw(phone ts)]);
# The pattern of each signed field, in bytes, checked before anything is hashed.
my %SHAPE = (
    id => qr/[0-9]{1,20}/, to => qr/[0-9]{1,20}/, ts => qr/[0-9]{1,11}/, status => qr/-?[0-9]{1,4}/,
    phone => qr/[0-9]{1,20}|[^:\@\s\x00-\x1f]{1,100}\@[^:\@\s\x00-\x1f]{1,100}/a,
);
# The patterns of the fields of an accepted callback; an empty text means no value. Dates are not checked
# against the calendar: the 31st of November is accepted.
my ($number, $stamp, $id) = (qr/[0-9]{1,9}/, qr/[0-9]{1,11}/, qr/[0-9]{1,20}/);
my $time = qr/[0-9]{2}\.[0-9]{2}\.(?:20)?[0-9]{2} (?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]/;
my %READABLE = (
    status => {
        id => $id, status => qr/-?(?!0[0-9])[0-9]{1,9}/, ts => $stamp, err => $number, cnt => $number, type => $number,
        flag => $number, cost => qr/-?[0-9]{1,12}(?:\.[0-9]{1,6})?/, time => $time,
    },
    message => {id => $id, sms_id => $id, sent => $stamp, time => $stamp},
    call => {ts => $stamp},
);

sub undecodable { die {undecodable => 1} }

sub crc32 {
    my $sum = 0xFFFFFFFF;
    for my $octet (unpack "C*", shift) {
        $sum ^= $octet;
        $sum = $sum & 1 ? ($sum >> 1) ^ 0xEDB88320 : $sum >> 1 for 1 .. 8;
    }
    return $sum ^ 0xFFFFFFFF;
}

sub unescaped {
    my $octets = shift;
    $octets =~ tr/+/ /;
    $octets =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge;
    return $octets;
}

sub text_of {
    my ($octets, $charset) = @_;
    undecodable() if $charset eq "windows-1251" && $octets =~ /\x98/;
    my $text = eval { Encode::decode({"windows-1251" => "cp1251", "utf-8" => "UTF-8"}->{$charset} // $charset, $octets, Encode::FB_CROAK) };
    return $text // undecodable();
}

# Names and values as bytes, in order.
sub form {
    my ($octets, $charset) = @_;
    undecodable() if $octets =~ /%(?![0-9A-Fa-f]{2})/;
    my @pairs;
    for my $part (grep { length } split /&/, $octets) {
        my ($name, $value) = map { unescaped($_) } split(/=/, $part, 2), "";
        text_of($_, $charset) for $name, $value;
        push @pairs, [$name, $value];
    }
    return @pairs;
}

# A value of a JSON text at pos(): [string, text], [number, digits], [word, text], [object, pairs], [list, values].
sub json_value {
    my $text = shift;
    $$text =~ /\G[ \t\r\n]*/gc;
    return [string => json_string($1)] if $$text =~ /\G"((?:[^"\\\x00-\x1f]|\\.)*)"/gcs;
    return [number => $1] if $$text =~ /\G(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)(?![0-9])/gc;
    return [word => $1] if $$text =~ /\G(true|false|null)/gc;
    my $kind = $$text =~ /\G\{/gc ? "object" : $$text =~ /\G\[/gc ? "list" : undecodable();
    my $close = $kind eq "object" ? qr/\}/ : qr/\]/;
    my (@found, %seen);
    return [$kind => []] if $$text =~ /\G[ \t\r\n]*$close/gc;
    while (1) {
        my $value = json_value($text);
        if ($kind eq "object") {
            undecodable() if $value->[0] ne "string" || $seen{$value->[1]}++ || $$text !~ /\G[ \t\r\n]*:/gc;
            $value = [$value->[1], json_value($text)];
        }
        push @found, $value;
        return [$kind => \@found] if $$text =~ /\G[ \t\r\n]*$close/gc;
        undecodable() if $$text !~ /\G[ \t\r\n]*,/gc;
    }
}

sub json_string {
    my $text = shift;
    my %plain = (b => "\b", f => "\f", n => "\n", r => "\r", t => "\t", map { $_ => $_ } '"', "\\", "/");
    undecodable() if $text !~ /\A(?:[^\\]|\\["\\\/bfnrt]|\\u[0-9A-Fa-f]{4})*\z/;
    $text =~ s{\\u([dD][89abAB]..)\\u([dD][c-fC-F]..)|\\u(....)|\\(.)}{
        defined $1 ? chr(0x10000 + ((hex($1) - 0xD800) << 10) + hex($2) - 0xDC00)
        : defined $3 ? (hex($3) >> 11 == 0x1B ? undecodable() : chr hex $3) : $plain{$4}
    }gex;
    return $text;
}

# Names and values as bytes of a JSON body; undef for a value that is not a scalar or not in the charset.
sub json {
    my ($octets, $charset) = @_;
    my $text = text_of($octets, $charset);
    my $value = json_value(\$text);
    undecodable() if $text !~ /\G[ \t\r\n]*\z/gc;
    $value = $value->[1][0] if $value->[0] eq "list" && @{$value->[1]} == 1;
    undecodable() if $value->[0] ne "object";
    return map {
        my ($name, $kind, $said) = ($_->[0], @{$_->[1]});
        my $of = $kind =~ /string|number/ ? eval { Encode::encode($charset eq "utf-8" ? "UTF-8" : "cp1251", $said, Encode::FB_CROAK) } : undef;
        $kind eq "word" && $said eq "null" && $name =~ /^(?:sha1|md5|crc32)$/ ? () : [$name, $of];
    } @{$value->[1]};
}

sub fits {
    my ($algorithm, $given, $octets) = @_;
    return lc $given eq ($algorithm eq "sha1" ? Digest::SHA::sha1_hex($octets) : Digest::MD5::md5_hex($octets)) if $algorithm ne "crc32";
    my $sum = crc32($octets);
    return grep { lc $given eq $_ } $sum, ($sum >= 2**31 ? $sum - 2**32 : $sum), sprintf("%08x", $sum);
}

# verdict, kind, algorithm, index of the secret
sub verdict {
    my ($test, $query, $body) = @_;
    my ($rest, $posted) = split /\?/, $test->{url}, 2;
    my (undef, $got) = split /!/, $rest, 2;
    my (%own, %by_get);
    %own = map { (split(/=/, $_, 2), "")[0, 1] } map { split /&/, $_ // "" } $got, $posted;
    %by_get = map { (split /=/)[0] => 1 } split /&/, $got // "";
    my ($charset, $fmt) = ($own{charset} || "windows-1251", $own{fmt} || 0);
    return if $fmt == 2;

    undecodable() if length $query > 1 << 18 || length $body > 1 << 18;
    my @pairs = $fmt == 0 ? form($body, $charset) : %by_get && $body eq "" ? () : json($body, $charset);
    @pairs = ((grep { $by_get{$_->[0]} } form($query, $charset)), grep { !$by_get{$_->[0]} } @pairs) if %by_get;
    my %row = map { $_->[0] => $_->[1] } @pairs;
    undecodable() if keys %row != @pairs || @pairs > 64;

    my $kind = exists $row{mes} ? "message" : exists $row{waitcall} ? "call" : "status";
    for my $name (@{$HASHED{$kind}}) {
        return "MALFORMED", $kind if !defined $row{$name} || ($SHAPE{$name} && $row{$name} !~ /\A(?:$SHAPE{$name})\z/);
    }
    my @asked = grep { exists $own{$_} } @STRONGEST_FIRST;
    return "NO_HASH", $kind if !@asked || grep { !exists $row{$_} } @asked;
    my %fitting;
    for my $algorithm (grep { exists $row{$_} } @STRONGEST_FIRST) {
        my @secrets = ($own{$algorithm} // $own{$asked[0]}, @{$test->{old_secrets}});
        my ($index) = grep { fits($algorithm, $row{$algorithm} // "", join ":", @row{@{$HASHED{$kind}}}, $secrets[$_]) } 0 .. $#secrets;
        return "MISMATCH", $kind if !defined $index;
        $fitting{$algorithm} = $index;
    }
    my ($strongest) = grep { exists $fitting{$_} } @STRONGEST_FIRST;
    my $weak = $strongest eq "crc32";
    if (!$weak || $test->{allow_crc32}) {
        undecodable() if $kind eq "call" && ($row{waitcall} // "") ne "1";
        for my $name (keys %{$READABLE{$kind}}) {
            my $value = $row{$name} // "";
            undecodable() if $value ne "" && $value !~ /\A(?:$READABLE{$kind}{$name})\z/;
        }
    }
    return $weak ? "WEAK_ONLY" : "OK", $kind, $strongest, $fitting{$strongest};
}

open my $file, "<:raw", $ARGV[0] // "callbacks.json" or die "no vectors: $!\n";
my $suite = JSON::PP->new->utf8->decode(do { local $/; <$file> });
my ($agreed, $skipped, $wrong) = (0, 0, 0);
for my $test (@{$suite->{tests}}) {
    my ($query, $body) = map { pack("H*", $test->{"${_}_hex"}) . "x" x ($test->{"${_}_pad"} // 0) } qw(query body);
    my ($told, @found) = (1, eval { verdict($test, $query, $body) });
    if ($@) {
        die $@ if !ref $@;
        @found = ("UNDECODABLE");
    }
    if (!@found) { $skipped++; next }
    my ($verdict, $kind, $algorithm, $secret) = @found;
    my $accepted = $verdict eq "OK" || ($verdict eq "WEAK_ONLY" && $test->{allow_crc32}) ? 1 : 0;
    my $proved = $verdict eq "OK" ? "@{$HASHED{$kind}}" : "";
    my $mine = join ", ", map { $_ // "-" } $verdict, $kind, $accepted, $algorithm, $secret, $proved;
    my $theirs = join ", ", map { $_ // "-" } $test->{verdict}, $test->{kind}, $test->{accepted} ? 1 : 0, $test->{algorithm}, $test->{secret}, "@{$test->{authenticated}}";
    if ($mine eq $theirs) { $agreed++ } else { $wrong++; print "$test->{id}: $mine; the file says $theirs\n" }
}
print "$agreed agree, $wrong do not, $skipped skipped (XML)\n";
exit($wrong || !$agreed ? 1 : 0);
