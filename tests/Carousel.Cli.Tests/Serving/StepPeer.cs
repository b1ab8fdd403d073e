using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Carousel.Benchmarks.Serving;

namespace Carousel.Cli.Tests.Serving;

/// <summary>A caller that steps some sessions by one endpoint and repeats unanswered requests, whatever happens to
/// the server.</summary>
/// <param name="where">Says which server is asked now.</param>
/// <param name="door">The door.</param>
/// <param name="number">Its number; it decides the rows.</param>
/// <param name="sessions">How many sessions.</param>
internal sealed class StepPeer(Func<Uri> where, StepDoor door, int number, int sessions) : IDisposable
{
    private const int MostRows = 9;

    // What hangs is sent again: a request that came a moment before the kill may never be answered.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5) })
    {
        Timeout = _patience,
    };

    private readonly Random _random = new(number);
    private ClientWebSocket? _socket;
    private Uri? _connected;

    /// <summary>How it asks.</summary>
    public StepDoor Door => door;

    /// <summary>Ids of the sessions.</summary>
    public string[] Ids { get; private set; } = [];

    /// <summary>The answers to all steps of each session that were acknowledged, in order.</summary>
    public List<float>[] Answers { get; } = [.. Enumerable.Range(0, sessions).Select(_ => new List<float>())];

    /// <summary>Steps that were acknowledged.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>How often something was sent again.</summary>
    public int Repeated { get; private set; }

    private long _acknowledged;

    /// <summary>A row of a session: always the same one of the same step, exact in decimal digits.</summary>
    public static float[] Row(int peer, int session, long step)
    {
        var random = new Random(unchecked((peer * 7919) + (session * 104_729) + (int)(step * 15_485_863)));
        return [.. Enumerable.Range(0, LoadModel.Width).Select(_ => random.Next(-64, 65) / 64f)];
    }

    /// <summary>Makes the sessions.</summary>
    public async Task BeginAsync()
    {
        using JsonDocument made = await AskAsync(
            () => SendAsync(
                HttpMethod.Post, $"v1/models/{LoadModel.Name}/sessions", Json($"{{\"count\":{sessions}}}")));
        Ids = [.. made.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetString()!)];
    }

    /// <summary>Steps until a stop is requested.</summary>
    public async Task RunAsync(Func<bool> isEnd)
    {
        while (!isEnd())
        {
            int rows = door is StepDoor.Rows ? _random.Next(2, MostRows) : 1;
            int[] some = door is StepDoor.Single or StepDoor.Rows
                ? [_random.Next(sessions)]
                : [.. Enumerable.Range(0, sessions).Where(_ => _random.Next(4) > 0).DefaultIfEmpty(0)];
            long[] from = [.. some.Select(s => StepOf(s))];
            float[][] values =
            [
                .. some.Select((s, i) =>
                Enumerable.Range(0, rows).SelectMany(r => Row(number, s, from[i] + r)).ToArray()),
            ];
            while (!await TryStepAsync(some, from, values, rows))
            {
                Repeated++;
            }

            Interlocked.Add(ref _acknowledged, some.Length * rows);
        }
    }

    /// <summary>The step that the server says comes next in each session.</summary>
    public Task<long[]> NextAsync() => NextAsync(Ids);

    /// <summary>The step that the server says comes next in some sessions.</summary>
    /// <param name="ids">Which.</param>
    public async Task<long[]> NextAsync(string[] ids)
    {
        var next = new long[ids.Length];
        for (int s = 0; s < ids.Length; s++)
        {
            using JsonDocument found = await AskAsync(() => SendAsync(HttpMethod.Get, $"v1/sessions/{ids[s]}", null));
            next[s] = found.RootElement.GetProperty("next").GetInt64();
        }

        return next;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket?.Dispose();
        _http.Dispose();
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static string Text(ReadOnlySpan<float> row) => JsonSerializer.Serialize(row.ToArray());

    private long StepOf(int session) => Answers[session].Count + 1;

    private async Task<JsonDocument> AskAsync(Func<Task<(int Status, byte[] Body)>> ask)
    {
        while (true)
        {
            try
            {
                (int status, byte[] body) = await ask();
                if (status is 200 or 201)
                {
                    return JsonDocument.Parse(body);
                }

                Assert.True(status is 429 or 503, $"Status {status}: {Encoding.UTF8.GetString(body)}");
            }
            catch (Exception exception) when (IsLoss(exception))
            {
                Repeated++;
            }

            await Task.Delay(20);
        }
    }

    private static bool IsLoss(Exception exception) =>
        exception is HttpRequestException or IOException or WebSocketException or OperationCanceledException;

    private async Task<(int Status, byte[] Body)> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, new Uri(where(), path)) { Content = content };
        using HttpResponseMessage response = await _http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync());
    }

    private async Task<bool> TryStepAsync(int[] some, long[] from, float[][] values, int rows)
    {
        try
        {
            byte[] body = door switch
            {
                StepDoor.Single or StepDoor.Rows => Encoding.UTF8.GetBytes(
                    $"{{\"from\":{from[0]},"
                + $"\"rows\":[{string.Join(',', values[0].Chunk(LoadModel.Width).Select(r => Text(r)))}]}}"),
                StepDoor.Batch or StepDoor.TextFrames => Encoding.UTF8.GetBytes(
                    $"{{\"sessions\":{JsonSerializer.Serialize(some.Select(s => Ids[s]))},"
                + $"\"from\":{JsonSerializer.Serialize(from)},"
                    + $"\"rows\":[{string.Join(',', values.Select(r => Text(r)))}]}}"),
                _ => Binary(some, from, values),
            };
            bool isBinary = door is StepDoor.BinaryBatch or StepDoor.BinaryFrames;
            byte[] answer;
            if (door is StepDoor.TextFrames or StepDoor.BinaryFrames)
            {
                answer = await TalkAsync(body, isBinary);
                if (answer[0] == '{' && answer.AsSpan().IndexOf("\"status\":503"u8) > 0
            && answer.AsSpan().IndexOf("\"answers\""u8) < 0)
                {
                    return false;
                }
            }
            else
            {
                var content = new ByteArrayContent(body);
                content.Headers.ContentType = new MediaTypeHeaderValue(
                    isBinary ? "application/x-carousel-steps" : "application/json");
                string path = door is StepDoor.Single or StepDoor.Rows
                    ? $"v1/sessions/{Ids[some[0]]}/steps"
                    : $"v1/models/{LoadModel.Name}/steps";
                (int status, answer) = await SendAsync(HttpMethod.Post, path, content);
                if (status is 429 or 503)
                {
                    await Task.Delay(20);
                    return false;
                }

                Assert.True(status == 200, $"Status {status}: {Encoding.UTF8.GetString(answer)}");
            }

            return isBinary ? TakeBinary(some, from, answer) : TakeText(some, from, rows, answer);
        }
        catch (Exception exception) when (IsLoss(exception))
        {
            _socket?.Dispose();
            _socket = null;
            await Task.Delay(20);
            return false;
        }
    }

    private bool TakeText(int[] some, long[] from, int rows, byte[] body)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        JsonElement root = document.RootElement;
        if (root.TryGetProperty("errors", out JsonElement errors))
        {
            // What was taken is answered again with the rest.
            Assert.All(errors.EnumerateArray(), e => Assert.True(e.GetProperty("status").GetInt32() is 429 or 503));
            return false;
        }

        JsonElement answers = root.GetProperty("answers"), next = root.GetProperty("next");
        bool isOne = next.ValueKind == JsonValueKind.Number;
        Assert.Equal(some.Length * rows, answers.GetArrayLength());
        for (int i = 0; i < some.Length; i++)
        {
            Assert.Equal(from[i] + rows, (isOne ? next : next[i]).GetInt64());
            for (int r = 0; r < rows; r++)
            {
                Answers[some[i]].Add(answers[(i * rows) + r][0].GetSingle());
            }
        }

        return true;
    }

    private bool TakeBinary(int[] some, long[] from, byte[] body)
    {
        Assert.True(body.AsSpan().StartsWith("CSTA"u8), Encoding.UTF8.GetString(body));
        int n = some.Length, status = 16 + (8 * n), answers = (status + (2 * n) + 3) / 4 * 4;
        for (int i = 0; i < n; i++)
        {
            int fault = BinaryPrimitives.ReadUInt16LittleEndian(body.AsSpan(status + (2 * i)));
            Assert.True(fault is 0 or 429 or 503, $"Status {fault}");
            if (fault != 0)
            {
                return false;
            }
        }

        for (int i = 0; i < n; i++)
        {
            Assert.Equal(from[i] + 1, BinaryPrimitives.ReadInt64LittleEndian(body.AsSpan(16 + (8 * i))));
            Answers[some[i]].Add(BinaryPrimitives.ReadSingleLittleEndian(body.AsSpan(answers + (4 * i))));
        }

        return true;
    }

    private byte[] Binary(int[] some, long[] from, float[][] values)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write("CSTP"u8);
        writer.Write((ushort)1);
        writer.Write((ushort)0);
        writer.Write(some.Length);
        writer.Write(LoadModel.Width);
        foreach (int s in some)
        {
            writer.Write(Convert.FromHexString(Ids[s]));
        }

        writer.Write(MemoryMarshal.AsBytes(from.AsSpan()));
        foreach (float[] row in values)
        {
            writer.Write(MemoryMarshal.AsBytes(row.AsSpan()));
        }

        return bytes.ToArray();
    }

    private async Task<byte[]> TalkAsync(byte[] frame, bool isBinary)
    {
        using var patience = new CancellationTokenSource(_patience);
        if (_socket is null || _connected != where())
        {
            _socket?.Dispose();
            _socket = new ClientWebSocket();
            _connected = where();
            var address = new UriBuilder(_connected) { Scheme = "ws", Path = $"v1/models/{LoadModel.Name}/steps" };
            await _socket.ConnectAsync(address.Uri, patience.Token);
        }

        await _socket.SendAsync(
            frame, isBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text, true, patience.Token);
        using var answer = new MemoryStream();
        var part = new byte[1 << 16];
        while (true)
        {
            WebSocketReceiveResult read = await _socket.ReceiveAsync(part, patience.Token);
            if (read.MessageType == WebSocketMessageType.Close)
            {
                throw new IOException("The server has closed the connection.");
            }

            answer.Write(part, 0, read.Count);
            if (read.EndOfMessage)
            {
                return answer.ToArray();
            }
        }
    }
}
