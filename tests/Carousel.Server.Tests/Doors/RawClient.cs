using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Carousel.Server.Tests.Doors;

/// <summary>A connection that sends any bytes.</summary>
internal static class RawClient
{
    /// <summary>The request of a WebSocket.</summary>
    public static string Upgrade(string path) =>
        $"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    /// <summary>Sends bytes, and reads until the server closes.</summary>
    public static async Task<string> TalkAsync(Uri server, string text)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port, DoorServer.Ending);
        NetworkStream stream = client.GetStream();
        var answer = new MemoryStream();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(text), DoorServer.Ending);
            await stream.CopyToAsync(answer, DoorServer.Ending);
        }
        catch (IOException)
        {
            // Reset: what was read before counts.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }
}
