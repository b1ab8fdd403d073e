using Carousel.Cluster.Work;
using Carousel.Jobs.Reading.Dividing;

namespace Carousel.Cli.Work;

/// <summary>The fit of one series of many.</summary>
/// <param name="Piece">The series.</param>
/// <param name="Part">The fit.</param>
internal sealed record EachPart(TablePiece Piece, Part Part)
{
    /// <summary>The part's name in a log.</summary>
    public string Name { get; } = Part.Name.ToString();

    /// <summary>The fits of all series.</summary>
    /// <param name="verb">The verb that fits.</param>
    /// <param name="words">Its options.</param>
    /// <param name="pieces">The series, one or more.</param>
    public static EachPart[] Of(string verb, IReadOnlyList<string> words, IReadOnlyList<TablePiece> pieces)
    {
        // Which words are files is found once: all lines differ in the series alone.
        Part first = JobParts.Of(JobWork.Each, [verb, pieces[0].Path, .. words], []);
        string replaced = Path.GetFullPath(pieces[0].Path);
        return
        [
            .. pieces.Select(piece => new EachPart(piece, new Part(
                first.Kind, first.Words,
                [
                    .. first.Data.Select(d => d.Path == replaced ? new PartData(Path.GetFullPath(piece.Path)) : d),
                ],
                first.Version))),
        ];
    }
}
