using System.Text;
using Carousel.Jobs.Reading;
using Carousel.Storage;

namespace Carousel.Jobs;

/// <summary>A file that a job writes next to its model.</summary>
internal sealed class JobFile
{
    private static readonly UTF8Encoding _encoding = new(encoderShouldEmitUTF8Identifier: false);

    private readonly Action<Stream> _write;

    /// <summary>A file of bytes.</summary>
    /// <param name="name">Its name in the output folder, such as <c>predictions.csv</c>.</param>
    /// <param name="content">What it holds.</param>
    public JobFile(string name, ReadOnlyMemory<byte> content)
        : this(name, stream => stream.Write(content.Span))
    {
    }

    private JobFile(string name, Action<Stream> write) => (Name, _write) = (name, write);

    /// <summary>Its name in the output folder.</summary>
    public string Name { get; }

    /// <summary>What it holds, in one piece.</summary>
    public ReadOnlyMemory<byte> Content
    {
        get
        {
            using var stream = new MemoryStream();
            Write(stream);
            return stream.ToArray();
        }
    }

    /// <summary>A file of text.</summary>
    /// <param name="name">Its name in the output folder.</param>
    /// <param name="text">What it holds; lines end with a line feed.</param>
    /// <returns>The file, in UTF-8 without a byte-order mark.</returns>
    public static JobFile OfText(string name, string text) => new(name, _encoding.GetBytes(text));

    /// <summary>A file of text that is made while it is written: it may be larger than memory should hold.</summary>
    /// <param name="name">Its name in the output folder.</param>
    /// <param name="write">Writes the text; lines end with a line feed.</param>
    /// <returns>The file, in UTF-8 without a byte-order mark.</returns>
    public static JobFile OfLines(string name, Action<TextWriter> write) => new(name, stream =>
    {
        using var writer = new StreamWriter(stream, _encoding, bufferSize: 1 << 16, leaveOpen: true);
        write(writer);
    });

    /// <summary>A model's file.</summary>
    /// <param name="name">Its name in the output folder.</param>
    /// <param name="model">The model.</param>
    /// <returns>The file.</returns>
    public static JobFile OfModel(string name, JobModel model) =>
        new(name, stream => model.ToFile().Write(stream));

    /// <summary>Writes files, each completely or not at all.</summary>
    /// <param name="folder">The folder, which exists.</param>
    /// <param name="files">The files.</param>
    /// <returns>A note on each table in which ids look as formulas do.</returns>
    public static IReadOnlyList<string> WriteAll(string folder, IEnumerable<JobFile> files) =>
    [
        .. files.Select(file =>
        {
            int marked = 0;
            AtomicFile.Write(Path.Combine(folder, file.Name), stream => marked = file.WriteForSpreadsheets(stream));
            return marked == 0 ? null : SpreadsheetCell.Note(marked, file.Name);
        }).OfType<string>(),
    ];

    /// <summary>Writes what it holds.</summary>
    /// <param name="stream">Where to.</param>
    public void Write(Stream stream) => _write(stream);

    /// <summary>Writes what it holds; a table so that no cell of it is a formula.</summary>
    /// <param name="stream">Where to.</param>
    /// <returns>How many cells were marked for that; 0 for other files.</returns>
    public int WriteForSpreadsheets(Stream stream)
    {
        if (Name.EndsWith(".csv", StringComparison.Ordinal))
        {
            return SpreadsheetStream.Write(stream, _write);
        }

        _write(stream);
        return 0;
    }
}
