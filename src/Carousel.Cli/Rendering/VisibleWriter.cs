using System.Text;
using Carousel.Storage;

namespace Carousel.Cli.Rendering;

/// <summary>Writes text in which control characters are visible; see <see cref="VisibleText"/>.</summary>
/// <param name="inner">Takes it.</param>
/// <param name="keepsColors">Whether the colours of a <see cref="Pen"/> stay.</param>
internal sealed class VisibleWriter(TextWriter inner, bool keepsColors) : TextWriter(inner.FormatProvider)
{
    public override Encoding Encoding => inner.Encoding;

    /// <summary>Replaces the present line with a text.</summary>
    /// <param name="text">The text.</param>
    public void Draw(string text) => inner.Write("\r\u001b[K" + VisibleText.Of(text, keepsColors));

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Write(string? value) => inner.Write(VisibleText.Of(value ?? "", keepsColors));

    public override void WriteLine() => inner.WriteLine();

    public override void WriteLine(string? value) => inner.WriteLine(VisibleText.Of(value ?? "", keepsColors));

    public override void Flush() => inner.Flush();
}
