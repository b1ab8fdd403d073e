using System.Buffers.Binary;
using System.Text;
using Carousel.Testing;

namespace Carousel.Server.Tests.Doors;

/// <summary>Bytes that a hostile client sends: the same for the same seed and number.</summary>
/// <param name="seed">The seed.</param>
/// <param name="session">A session on alpha.</param>
/// <param name="state">Its saved state.</param>
/// <param name="key">The key of its owner, or null.</param>
internal sealed class HostileRequests(int seed, string session, byte[] state, string? key)
{
    private const string BinaryTensor =
        "{\"inputs\":[{\"name\":\"rows\",\"shape\":[1,3],\"datatype\":\"FP32\","
        + "\"parameters\":{\"binary_data_size\":12}}]}123456789012";

    private readonly Mutator _mutator = new(seed);
    private readonly byte[][] _bodies =
    [
        .. new[]
        {
            "{\"from\":1,\"rows\":[[0.5,-0.25,1],[1,2,3]]}",
            "{\"rows\":[1,2,3]}",
            "{\"sessions\":[\"" + session + "\",\"" + session + "\"],\"from\":[1,2],\"rows\":[[1,2,3],[4,5,6]]}",
            "{\"count\":2,\"expires_after\":1}",
            "{\"inputs\":[{\"name\":\"rows\",\"shape\":[2,3],\"datatype\":\"FP32\",\"data\":[1,2,3,4,5,6]}],"
            + "\"id\":\"x\",\"outputs\":[{\"name\":\"answers\",\"parameters\":{\"binary_data\":true}}]}",
            "{\"inputs\":[{\"name\":\"rows\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[[1,2,3]]}],"
            + "\"parameters\":{\"sequence_id\":7,\"sequence_start\":true,\"sequence_end\":true}}",
            BinaryTensor,
        }.Select(Encoding.UTF8.GetBytes),
        Steps(session), state,
    ];

    private readonly string[] _paths =
    [
        $"/v1/sessions/{session}/steps", "/v1/models/alpha/steps", "/v1/models/alpha/sessions",
        $"/v1/sessions/{session}/state", $"/v1/sessions/{session}/fork", $"/v1/sessions/{session}",
        $"/v1/sessions/{session}/events", $"/v1/sessions/{session}/steps?from=1&count=5", "/v1/models",
        "/v2/models/alpha/infer", "/v2/models/alpha/infer", "/v2/models/alpha/versions/1/infer", "/v2", "/docs",
        "/v1/models/alpha", "/metrics.json", "/v1/sessions//steps", "/v1/models//steps", "/v1/models/%2e%2e%2fx/steps",
    ];

    /// <summary>A request; the sender decides on the rest of the connection.</summary>
    /// <param name="number">Which, 0 or more.</param>
    public byte[] Of(int number)
    {
        var random = new Random(unchecked((seed * 7_368_787) + number));
        byte[] body = random.Next(3) == 0 ? _bodies[random.Next(_bodies.Length)] : _mutator.Mutate(_bodies, number);
        return random.Next(8) switch
        {
            0 => Noise(random),
            1 => _mutator.Mutate([Request(random, body), Chunked(random, body)], number),
            2 => Chunked(random, body),
            3 => _mutator.Mutate([Frames(random, body)], number),
            4 or 5 => Frames(random, body),
            6 => [.. Request(random, body), .. Request(random, body), .. Noise(random)],
            _ => Request(random, body),
        };
    }

    private byte[] Request(Random random, byte[] body)
    {
        string method = Pick(random, "POST", "POST", "POST", "PUT", "GET", "DELETE", "OPTIONS", "PATCH", "BREW");
        string path = method == "DELETE" ? "/v1/sessions/" + new string('0', 32) : Pick(random, _paths);
        long length = random.Next(12) switch
        {
            0 => body.Length + random.Next(1, 100),
            1 => random.Next(body.Length + 1),
            2 => 1L << random.Next(20, 63),
            _ => body.Length,
        };
        return [.. Head(random, method, path, $"Content-Length: {length}\r\n"), .. body];
    }

    private byte[] Chunked(Random random, byte[] body)
    {
        int cut = random.Next(body.Length + 1);
        string wrong = Pick(random, "", "", "g", "-", "ffffffffffffffff", ";x=y\"");
        return
        [
            .. Head(random, "POST", Pick(random, _paths), "Transfer-Encoding: chunked\r\n"),
            .. Chunk(body.AsSpan(0, cut), wrong), .. Chunk(body.AsSpan(cut), ""), .. "0\r\n\r\n"u8,
        ];
    }

    private byte[] Frames(Random random, byte[] body)
    {
        string path = Pick(random, $"/v1/sessions/{session}/steps", "/v1/models/alpha/steps");
        var bytes = new List<byte>(Head(
            random, "GET", path,
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"));
        Span<byte> number = stackalloc byte[sizeof(long)];
        for (int frames = random.Next(1, 6); frames > 0; frames--)
        {
            // Kinds and flags that there are, and those that there are not; lengths that do not match the content.
            bytes.Add((byte)(random.Next(4) == 0 ? random.Next(256) : 0x80 | random.Next(1, 3)));
            bool isMasked = random.Next(8) > 0;
            long length = random.Next(10) == 0 ? random.NextInt64() >> random.Next(63) : body.Length;
            bytes.Add((byte)((isMasked ? 0x80 : 0) | 127));
            BinaryPrimitives.WriteInt64BigEndian(number, length);
            bytes.AddRange(number);
            bytes.AddRange(isMasked ? new byte[4] : []);
            bytes.AddRange(body);
        }

        return [.. bytes];
    }

    private byte[] Head(Random random, string method, string path, string more)
    {
        var text = new StringBuilder($"{method} {path} HTTP/1.1\r\n");
        text.Append(random.Next(20) == 0 ? "Host: evil.example\r\n" : "Host: localhost\r\n");
        if (key is not null && random.Next(10) > 0)
        {
            text.Append("Authorization: Bearer ").Append(key).Append("\r\n");
        }

        text.Append(random.Next(17) switch
        {
            0 => "Origin: http://evil.example\r\n",
            1 => "Authorization: Bearer csl_\r\n",
            2 => "Content-Type: text/plain; charset=utf-7\r\nContent-Encoding: gzip\r\n",
            3 => "Last-Event-ID: 9223372036854775807\r\n",
            4 => "Expect: 100-continue\r\n",
            5 => "Transfer-Encoding: chunked, identity\r\n",
            6 => "Content-Length: 5\r\n",
            7 => "Sec-WebSocket-Protocol: carousel.key., carousel,,\r\n",
            11 or 12 => $"Inference-Header-Content-Length: {BinaryTensor.Length - 12}\r\n",
            8 or 9 or 10 => "Content-Type: application/x-carousel-steps\r\n",
            _ => "",
        });
        return Encoding.Latin1.GetBytes(text.Append(more).Append("\r\n").ToString());
    }

    private static byte[] Chunk(ReadOnlySpan<byte> part, string wrong) =>
        [.. Encoding.ASCII.GetBytes($"{part.Length:x}{wrong}\r\n"), .. part, .. "\r\n"u8];

    private static byte[] Noise(Random random)
    {
        var bytes = new byte[random.Next(1, 300)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Steps(string session)
    {
        var bytes = new byte[16 + 24 + (DoorServer.Width * 4)];
        "CSTP"u8.CopyTo(bytes);
        (bytes[4], bytes[8], bytes[12]) = (1, 1, DoorServer.Width);
        Convert.FromHexString(session).CopyTo(bytes, 16);
        return bytes;
    }

    private static T Pick<T>(Random random, params T[] all) => all[random.Next(all.Length)];
}
