using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Carousel.Cli.Rendering;

/// <summary>JSON on one line, with letters of all scripts as they are.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions _plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text.</summary>
    /// <param name="write">Writes what is on the line.</param>
    public static string Of(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, _plain))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }
}
