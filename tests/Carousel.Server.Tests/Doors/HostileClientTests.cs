using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Carousel.Server.Doors;
using Carousel.Server.Hosting;
using Carousel.Testing;

namespace Carousel.Server.Tests.Doors;

/// <summary>
/// Requests of hostile clients, the same for the same seed: each is answered or closed, none ends in an
/// unexpected failure, and a good client at the same time gets its answers.
/// </summary>
[Collection(typeof(Alone))]
public sealed class HostileClientTests(ITestOutputHelper output)
{
    private const string Amount = "CAROUSEL_FUZZ";
    private const int Seed = 26, AtOnce = 8, Usual = 2000, MostBytes = 1 << 16;
    private const long MostMoreMemory = 64 << 20;

    private readonly ConcurrentDictionary<string, int> _answers = new(StringComparer.Ordinal);

    private static CancellationToken Ending => DoorServer.Ending;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task HostileRequests_AreAnswered_AndHarmNobody(bool hasKeys) => RunAsync(Usual, hasKeys, isTimed: false);

    /// <summary>The same by hand, with as many as the environment variable CAROUSEL_FUZZ says.</summary>
    [Fact]
    [Trait("Speed", "Slow")]
    public Task ManyHostileRequests_SlowAGoodClientLittle() => RunAsync(
        int.Parse(Environment.GetEnvironmentVariable(Amount) ?? "20000", CultureInfo.InvariantCulture), hasKeys: true,
        isTimed: true);

    private async Task RunAsync(int amount, bool hasKeys, bool isTimed)
    {
        await using DoorServer server = await DoorServer.StartAsync(
            new ListeningOptions
            {
                HeadersWithin = TimeSpan.FromMilliseconds(500),
                SilentFor = TimeSpan.FromMilliseconds(500),
                AskEvery = TimeSpan.FromMilliseconds(500),
                SlowFor = TimeSpan.FromSeconds(1.1),
            },
            keys: hasKeys ? [("hostile", new KeyRights()), ("good", new KeyRights())] : []);
        string? key = hasKeys ? "good" : null;
        HttpClient good = server.Client(key), hostile = server.Client(hasKeys ? "hostile" : null);
        string own = await DoorServer.BeginAsync(good), target = await DoorServer.BeginAsync(hostile);
        byte[] state = await hostile.GetByteArrayAsync($"/v1/sessions/{target}/state", Ending);
        var requests = new HostileRequests(Seed, target, state, hasKeys ? server.Keys["hostile"] : null);
        var unobserved = new ConcurrentQueue<Exception>();
        EventHandler<UnobservedTaskExceptionEventArgs> observe = (_, failure) => unobserved.Enqueue(failure.Exception);
        TaskScheduler.UnobservedTaskException += observe;
        try
        {
            if (isTimed)
            {
                Tell("alone", await GoodAsync(server.Client(key), own, 20_000, () => false));
            }

            await SendAsync(server.Address, requests, 0, amount / 4);
            long before = GC.GetTotalMemory(forceFullCollection: true);
            Task sending = SendAsync(server.Address, requests, amount / 4, amount);
            List<double> beside = await GoodAsync(server.Client(key), own, int.MaxValue, () => sending.IsCompleted);
            await sending;
            Tell("beside hostile clients", beside);
            long after = GC.GetTotalMemory(forceFullCollection: true);
            output.WriteLine(string.Join(", ", _answers.OrderBy(a => a.Key).Select(a => $"{a.Key}: {a.Value}")));
            output.WriteLine(
                $"seed {Seed}, {amount} requests, memory {before >> 20} MiB before, {after >> 20} MiB after");
            Assert.InRange(after, 0, before + MostMoreMemory);
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= observe;
        }

        Assert.Equal(HttpStatusCode.OK, (await DoorServer.StepAsync(server.Client(key), own)).StatusCode);
        Assert.Empty(server.Failures);
        Assert.Empty(unobserved);
    }

    /// <summary>Steps one after the other; each must be answered.</summary>
    private static async Task<List<double>> GoodAsync(HttpClient client, string session, int most, Func<bool> isEnd)
    {
        var milliseconds = new List<double>();
        do
        {
            long start = Stopwatch.GetTimestamp();
            using HttpResponseMessage answer = await DoorServer.StepAsync(client, session);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        while (milliseconds.Count < most && !isEnd());

        return milliseconds;
    }

    private Task SendAsync(Uri server, HostileRequests requests, int first, int end) => Parallel.ForAsync(
        first, end, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Ending },
        async (number, stop) =>
        {
            byte[] bytes = requests.Of(number);
            byte[] answer = await TalkAsync(server, bytes, number % 128, stop);
            AssertRefusedOrAnswered(bytes, answer, number);
            _answers.AddOrUpdate(
                answer.Length < 12 ? "closed" : Encoding.Latin1.GetString(answer, 9, 3), 1, (_, count) => count + 1);
        });

    /// <summary>Sends bytes in one of several manners, and reads what comes until the server closes.</summary>
    private static async Task<byte[]> TalkAsync(Uri server, byte[] bytes, int manner, CancellationToken stop)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, server.Port, stop);
        NetworkStream stream = client.GetStream();
        var answer = new byte[MostBytes];
        int length = 0;
        try
        {
            switch (manner)
            {
                case 0:
                    // Leaves at once, with a reset.
                    client.LingerState = new LingerOption(true, 0);
                    await stream.WriteAsync(bytes, stop);
                    return [];
                case 1:
                    // In three parts, so that nothing is whole.
                    await stream.WriteAsync(bytes.AsMemory(0, bytes.Length / 3), stop);
                    await Task.Yield();
                    await stream.WriteAsync(bytes.AsMemory(bytes.Length / 3, bytes.Length / 3), stop);
                    await Task.Delay(5, stop);
                    await stream.WriteAsync(bytes.AsMemory(bytes.Length / 3 * 2), stop);
                    client.Client.Shutdown(SocketShutdown.Send);
                    break;
                case 2:
                    // Stops in the middle, and stays: the server's patience ends.
                    await stream.WriteAsync(bytes.AsMemory(0, bytes.Length / 2), stop);
                    break;
                default:
                    // Half closed: it still listens.
                    await stream.WriteAsync(bytes, stop);
                    client.Client.Shutdown(SocketShutdown.Send);
                    break;
            }

            // Events go on for as long as somebody listens.
            for (int read = 1;
                read > 0 && length < answer.Length && answer.AsSpan(0, length).IndexOf("event-stream"u8) < 0;
                length += read)
            {
                read = await stream.ReadAsync(answer.AsMemory(length), stop);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // Closed while it was sending: what was read before counts.
        }

        return answer[..length];
    }

    /// <summary>Some requests are valid, so 2xx is allowed; a failure of the server is not.</summary>
    private static void AssertRefusedOrAnswered(byte[] sent, byte[] answer, int number)
    {
        if (answer.Length == 0)
        {
            return;
        }

        // A version of HTTP that there is not is answered 505.
        string text = Encoding.Latin1.GetString(answer)
            .Replace("HTTP/1.1 505", "HTTP/1.1 400", StringComparison.Ordinal);
        Assert.True(
            text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && text[9] is '1' or '2' or '4'
            && !text.Contains("HTTP/1.1 5", StringComparison.Ordinal),
            $"Request {number} of seed {Seed} was answered {text[..Math.Min(200, text.Length)]}: "
            + $"{Encoding.Latin1.GetString(sent)[..Math.Min(400, sent.Length)]}");
    }

    private void Tell(string when, List<double> milliseconds)
    {
        milliseconds.Sort();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{when}: {milliseconds.Count} steps, median {milliseconds[milliseconds.Count / 2]:F2} ms, "
            + $"99 % {milliseconds[(int)(milliseconds.Count * 0.99)]:F2} ms"));
    }
}
