using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Carousel.Jobs.Measuring;

namespace Carousel.Laboratory.Claims;

/// <summary>
/// The file that keeps what came of a claim: how it was run, which of its figures are times of the machine, and the
/// object of <see cref="ClaimJson"/>.
/// </summary>
internal static class ClaimRecord
{
    private static readonly JsonWriterOptions _options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The text of such a file.</summary>
    /// <param name="result">What came of a claim.</param>
    /// <param name="command">The command that makes it again.</param>
    /// <param name="run">How it was run.</param>
    /// <param name="elapsed">How long that took; like the figures named under <c>timings</c> it differs from run to
    /// run.</param>
    /// <returns>The text, ending with a line break.</returns>
    public static string TextOf(ClaimResult result, string command, ClaimRun run, TimeSpan elapsed)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, _options))
        {
            ClaimJson.Write(json, result, before =>
            {
                before.WriteString("claim", result.Claim.Name);
                before.WriteString("command", command);
                before.WriteNumber("seed", run.Seed);
                before.WriteNumber("seconds", Math.Round(elapsed.TotalSeconds, 1));
                before.WriteNumber("threads", run.Threads);
                before.WriteStartArray("timings");
                foreach (MeasuredFigure figure in result.Figures.Where(f => f.IsTiming))
                {
                    before.WriteStringValue(figure.Name);
                }

                before.WriteEndArray();
            });
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }
}
