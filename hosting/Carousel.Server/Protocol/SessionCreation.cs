using System.Buffers;
using Carousel.Server.Wire;

namespace Carousel.Server.Protocol;

/// <summary>The request that makes sessions.</summary>
internal static class SessionCreation
{
    /// <summary>Reads <c>{"count": n, "expires_after": seconds}</c>, of which all may be missing.</summary>
    /// <param name="body">The text, or nothing.</param>
    /// <param name="expires">The seconds where the text says none.</param>
    /// <exception cref="RequestException">It is something else.</exception>
    public static (int Count, int Expires, bool IsMany) Read(in ReadOnlySequence<byte> body, int expires)
    {
        if (body.IsEmpty)
        {
            return (1, expires, false);
        }

        int? count = null;
        RequestBody.ReadObject(body, "count, expires_after", property =>
        {
            switch (property.Name)
            {
                case "count":
                    count = RequestBody.Whole(property, 1, SessionRequests.MostCreated);
                    return true;
                case "expires_after":
                    expires = RequestBody.Whole(property, 0, int.MaxValue);
                    return true;
                default:
                    return false;
            }
        });
        return (count ?? 1, expires, count is not null);
    }
}
