using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Carousel.Aspire.Hosting.Tests;

/// <summary>Takes what programs export by OpenTelemetry's protocol over HTTP.</summary>
internal sealed class TraceListener : IDisposable
{
    private readonly HttpListener _http = new();
    private readonly ConcurrentQueue<byte[]> _bodies = new();

    public TraceListener()
    {
        // The listener cannot choose a port by itself; another program may take a chosen one first.
        for (int attempt = 0; ; attempt++)
        {
            Address = $"http://127.0.0.1:{Random.Shared.Next(20_000, 30_000)}";
            _http.Prefixes.Clear();
            _http.Prefixes.Add($"{Address}/");
            try
            {
                _http.Start();
                break;
            }
            catch (HttpListenerException) when (attempt < 20)
            {
            }
        }

        _ = TakeAsync();
    }

    /// <summary>Where to send it.</summary>
    public string Address { get; }

    /// <summary>Waits for a span of a trace.</summary>
    /// <param name="name">The name of the span or of its source.</param>
    /// <param name="trace">The trace's id, 16 bytes.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task WaitForAsync(string name, byte[] trace, CancellationToken cancellation)
    {
        byte[] text = Encoding.UTF8.GetBytes(name);
        while (!_bodies.Any(body => body.AsSpan().IndexOf(text) >= 0 && body.AsSpan().IndexOf(trace) >= 0))
        {
            Assert.False(
                cancellation.IsCancellationRequested,
                $"No span '{name}' of the trace came in {_bodies.Count} exports: "
                    + string.Join('\n', _bodies.Select(Encoding.ASCII.GetString)));
            await Task.Delay(50, CancellationToken.None);
        }
    }

    public void Dispose() => _http.Close();

    private async Task TakeAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _http.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                if (context.Request.Url!.AbsolutePath == "/v1/traces")
                {
                    _bodies.Enqueue(body.ToArray());
                }

                context.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // The end.
        }
    }
}
