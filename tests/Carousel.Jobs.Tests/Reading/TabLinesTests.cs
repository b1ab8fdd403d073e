using System.Text;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Reading;

/// <summary>Tables between tabs, whose lines are read letter by letter.</summary>
public sealed class TabLinesTests
{
    [Fact]
    public void AStreamThatComesInPieces_IsReadToItsEnd()
    {
        const int Rows = 12_000;
        var text = new StringBuilder("label\ttext\n");
        for (int row = 0; row < Rows; row++)
        {
            text.Append(row % 2 == 0 ? "yes" : "no").Append("\tword ").Append(row).Append('\n');
        }

        using var reader = new StreamReader(new Pieces(Encoding.UTF8.GetBytes(text.ToString())));
        using var file = CsvFile.Open(reader, "pieces.tsv", null, null);
        Assert.Equal(Rows, file.Rows.Count());
    }

    /// <summary>Returns one line per read, as a packed file returns pieces.</summary>
    private sealed class Pieces : MemoryStream
    {
        private readonly byte[] _content;

        public Pieces(byte[] content)
            : base(content) => _content = content;

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            ReadOnlySpan<byte> rest = _content.AsSpan((int)Position);
            int end = rest.IndexOf((byte)'\n') + 1, length = Math.Min(buffer.Length, end == 0 ? rest.Length : end);
            rest[..length].CopyTo(buffer);
            Position += length;
            return length;
        }
    }
}
