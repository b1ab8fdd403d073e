using System.Text;

namespace Carousel.Jobs.Reading.Dividing;

/// <summary>
/// Files that are written piece by piece, in any order: what is to be written waits in memory until it is much, so that
/// neither open files nor memory grow with the number of files.
/// </summary>
/// <param name="folder">Where they go; it exists.</param>
/// <param name="mostWaiting">So many characters wait at most.</param>
internal sealed class PieceFiles(string folder, int mostWaiting = PieceFiles.UsualWaiting)
{
    /// <summary>64 MB.</summary>
    private const int UsualWaiting = 32 << 20;

    private static readonly UTF8Encoding _encoding = new(encoderShouldEmitUTF8Identifier: false);

    private readonly PieceNames _names = new();
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<TablePiece> _pieces = [];
    private readonly List<StringBuilder?> _waiting = [];
    private int _letters;

    /// <summary>The pieces, in the order in which they were met.</summary>
    public IReadOnlyList<TablePiece> Pieces => _pieces;

    /// <summary>Adds a line to the file of a series.</summary>
    /// <param name="key">What the series is called.</param>
    /// <param name="head">What the file begins with.</param>
    /// <param name="line">The line with its end.</param>
    /// <exception cref="IOException">The folder is full.</exception>
    public void Add(string key, string head, string line)
    {
        if (!_places.TryGetValue(key, out int place))
        {
            string name = _names.For(key);
            _places.Add(key, place = _pieces.Count);
            _pieces.Add(new TablePiece(key, name, Path.Combine(folder, $"{name}.csv")));
            _waiting.Add(new StringBuilder(head));
            _letters += head.Length;
        }

        (_waiting[place] ??= new StringBuilder()).Append(line);
        _letters += line.Length;
        if (_letters > mostWaiting)
        {
            Flush();
        }
    }

    /// <summary>Writes what waits.</summary>
    /// <exception cref="IOException">The folder is full.</exception>
    public void Flush()
    {
        for (int i = 0; i < _pieces.Count; i++)
        {
            if (_waiting[i] is { } text)
            {
                using var file = new StreamWriter(_pieces[i].Path, append: true, _encoding);
                file.Write(text);
                _waiting[i] = null;
            }
        }

        _letters = 0;
    }
}
