using System.Net.WebSockets;
using System.Text;

namespace Carousel.Server.Replicas;

/// <summary>Messages of a link: each holds as many frames as were there when it was sent.</summary>
/// <param name="socket">The link.</param>
internal sealed class LinkMessages(WebSocket socket)
{
    // A message ends after this size; a frame is longer if one of its requests is.
    private const int EnoughBytes = 256 << 10;

    private const int FirstBytes = 64 << 10;

    private byte[] _received = new byte[FirstBytes];

    /// <summary>Sends one message.</summary>
    /// <param name="writeNext">Writes the next frame; false if no frame is left.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task SendAsync(Func<BinaryWriter, bool> writeNext, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream(FirstBytes);
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
        {
            while (bytes.Length < EnoughBytes && writeNext(writer))
            {
                // The frames follow each other: each contains its length.
            }
        }

        if (bytes.Length > 0)
        {
            await socket.SendAsync(
                bytes.GetBuffer().AsMemory(0, (int)bytes.Length), WebSocketMessageType.Binary, true, cancellation)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Receives one message.</summary>
    /// <param name="read">Reads a frame; the reader is at its beginning, and after it on return.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>False where the other has closed the link.</returns>
    public async Task<bool> ReceiveAsync(Action<BinaryReader> read, CancellationToken cancellation)
    {
        int length = 0;
        ValueWebSocketReceiveResult part;
        do
        {
            if (length == _received.Length)
            {
                Array.Resize(ref _received, 2 * length);
            }

            part = await socket.ReceiveAsync(_received.AsMemory(length), cancellation).ConfigureAwait(false);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return false;
            }

            length += part.Count;
        }
        while (!part.EndOfMessage);

        using var reader = new BinaryReader(new MemoryStream(_received, 0, length));
        while (reader.BaseStream.Position < length)
        {
            read(reader);
        }

        return true;
    }
}
