using System.Text;
using Carousel.Storage;

namespace Carousel.Cli.Rendering;

/// <summary>Writes text in which control characters are visible; see <see cref="VisibleText"/>.</summary>
/// <param name="inner">Takes it.</param>
/// <param name="keepsColors">Whether the colours of a <see cref="Pen"/> stay.</param>
internal sealed class VisibleWriter(TextWriter inner, bool keepsColors) : TextWriter(inner.FormatProvider)
{
    public override Encoding Encoding => inner.Encoding;

    /// <summary>Writes a control sequence of the command, and a text behind it.</summary>
    /// <param name="sequence">What moves the cursor, or deletes.</param>
    /// <param name="text">The text.</param>
    public void Draw(string sequence, string text) => inner.Write(sequence + VisibleText.Of(text, keepsColors));

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Write(string? value) => inner.Write(VisibleText.Of(value ?? "", keepsColors));

    public override void WriteLine() => inner.WriteLine();

    public override void WriteLine(string? value) => inner.WriteLine(VisibleText.Of(value ?? "", keepsColors));

    public override void Flush() => inner.Flush();
}
