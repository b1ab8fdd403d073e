using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Carousel.Jobs.Fitting;

namespace Carousel.Server.Top;

/// <summary>Asks a server how it is.</summary>
internal sealed class ServedStateReader : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new() { Timeout = _patience };
    private readonly Uri _server;

    /// <summary>A reader.</summary>
    /// <param name="server">The server's address.</param>
    /// <param name="key">Its key, or null.</param>
    public ServedStateReader(Uri server, string? key)
    {
        _server = server;
        if (key is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }

    /// <summary>Asks once.</summary>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="OptionException">The server wants a key that administers it.</exception>
    /// <exception cref="IOException">The server does not answer, or is another one.</exception>
    public async Task<ServedState> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            using HttpResponseMessage answer = await _http.GetAsync(new Uri(_server, "/metrics.json"), cancellation)
                .ConfigureAwait(false);
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => ServedState.Parse(
                    await answer.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false)),
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => throw new OptionException(
                    $"{Name} denies access: pass a key that administers the server with {{Key}}."),
                _ => throw new IOException(
                    $"{Name} answers {(int)answer.StatusCode} to GET /metrics.json: is it a server of carousel serve?"),
            };
        }
        catch (HttpRequestException exception)
        {
            throw new IOException($"{Name} does not answer: {exception.Message}", exception);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"{Name} has not answered within {_patience.TotalSeconds} seconds.", exception);
        }
        catch (JsonException exception)
        {
            throw new IOException($"{Name} does not answer with JSON: is it a server of carousel serve?", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private string Name => _server.GetLeftPart(UriPartial.Authority);
}
