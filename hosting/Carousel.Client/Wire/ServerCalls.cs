using System.Net.Http.Headers;

namespace Carousel.Client.Wire;

/// <summary>Requests over HTTP, sent again where the connection was lost or the server asks for it.</summary>
/// <param name="http">Sends them.</param>
/// <param name="address">The server's, with a slash at its end.</param>
/// <param name="key">The key, or null for none.</param>
/// <param name="resending">How often.</param>
internal sealed class ServerCalls(HttpClient http, Uri address, string? key, Resending resending)
{
    /// <summary>Sends a request.</summary>
    /// <param name="method">GET, POST and so on.</param>
    /// <param name="path">The path below the server's address.</param>
    /// <param name="body">The body; empty for none.</param>
    /// <param name="mediaType">What the body is.</param>
    /// <param name="isRepeatable">Whether sending twice does no more than sending once: then it is sent again also
    /// where it may have come through.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The body of a response that is a success.</returns>
    /// <exception cref="CarouselServerException">The server says no, or went on asking for patience.</exception>
    /// <exception cref="HttpRequestException">The server can't be reached.</exception>
    public async Task<byte[]> SendAsync(
        HttpMethod method, string path, ReadOnlyMemory<byte> body, string mediaType, bool isRepeatable,
        CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            Exception failure;
            TimeSpan? asked = null;
            try
            {
                using HttpRequestMessage request = Request(method, path, body, mediaType);
                using HttpResponseMessage response = await http.SendAsync(request, cancellation).ConfigureAwait(false);
                byte[] answer = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
                if (response.IsSuccessStatusCode)
                {
                    return answer;
                }

                failure = JsonText.ReadError((int)response.StatusCode, answer);
                if (!Resending.IsPassing((int)response.StatusCode))
                {
                    throw failure;
                }

                asked = response.Headers.RetryAfter?.Delta;
            }
            catch (Exception exception) when (IsLoss(exception, isRepeatable, cancellation))
            {
                failure = exception;
            }

            if (!await resending.WaitAsync(attempt, asked, cancellation).ConfigureAwait(false))
            {
                throw failure;
            }
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, ReadOnlyMemory<byte> body, string mediaType)
    {
        var request = new HttpRequestMessage(method, new Uri(address, path));
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        if (!body.IsEmpty)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        }

        return request;
    }

    // A connection that never came about carried nothing; one that ended may have carried the request.
    private static bool IsLoss(Exception exception, bool isRepeatable, CancellationToken cancellation) =>
        exception switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => true,
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => false,
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => false,
            HttpRequestException or IOException => isRepeatable,
            OperationCanceledException => isRepeatable && !cancellation.IsCancellationRequested,
            _ => false,
        };
}
