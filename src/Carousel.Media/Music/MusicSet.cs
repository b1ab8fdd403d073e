using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Music;

/// <summary>Pieces, divided into those to learn from, to choose by and to measure on.</summary>
/// <param name="Name">How messages call the data.</param>
/// <param name="Parts">The pieces.</param>
/// <param name="Split">How they were divided, in words.</param>
internal sealed record MusicSet(string Name, DataParts<MusicPiece> Parts, string Split)
{
    private const double Held = 0.15;
    private const int FewestSteps = 2, FewestPieces = 6;

    /// <summary>
    /// Divides pieces that come undivided: 15 % of the pieces to validate, 15 % to test, drawn without regard to the
    /// seed; below six pieces each is cut in time instead.
    /// </summary>
    /// <param name="name">How messages call the data.</param>
    /// <param name="pieces">The pieces, one at least.</param>
    /// <returns>The parts.</returns>
    /// <exception cref="DataFormatException">There is too little music to divide.</exception>
    public static MusicSet Divide(string name, IReadOnlyList<MusicPiece> pieces)
    {
        if (pieces.Count < FewestPieces)
        {
            IReadOnlyList<MusicPiece> Cut(double from, double to) =>
                [
                    .. pieces.Select(
                        p =>
                            p.Part(
                                (int)(from * p.Steps.Count), (int)(to * p.Steps.Count) - (int)(from * p.Steps.Count))),
                ];

            return new MusicSet(
                name,
                new DataParts<MusicPiece>(Cut(0, 1 - (2 * Held)), Cut(1 - (2 * Held), 1 - Held), Cut(1 - Held, 1)),
                "each piece cut in time: 70 % to train, 15 % to validate, 15 % to test").Checked();
        }

        int held = Math.Max(1, (int)Math.Round(Held * pieces.Count));
        return new MusicSet(
            name, DataParts.Draw(pieces, "division of pieces", held, held),
            "drawn by piece: 70 % to train, 15 % to validate, 15 % to test").Checked();
    }

    /// <summary>A text that differs for other music.</summary>
    /// <returns>Sixteen hexadecimal digits.</returns>
    public string Fingerprint() => Parts.Fingerprint(Add, (byte)'\f');

    /// <summary>What may be wrong with the pieces.</summary>
    public IEnumerable<JobFact> Notes
    {
        get
        {
            int unfit = Parts.All.Sum(p => p.Notes.Unfit), all = Parts.All.Sum(p => p.Notes.All);
            string[] fast = unfit <= all / 10 ? []
                : [
                    $"{100 * unfit / all} % of the notes are shorter than half a step or begin between two steps. "
                    + "Successive notes may therefore sound together: use more steps per quarter.",
                ];
            return JobFact.Notes(fast.Concat(Parts.Overlaps("piece", Add)));
        }
    }

    private static void Add(DataFingerprint hash, MusicPiece piece) =>
        hash.Add($"{string.Join(';', piece.Steps.Select(s => string.Join(',', s)))}\n");

    /// <summary>The set, if it can be learned from.</summary>
    /// <exception cref="DataFormatException">A part has no step with one before it, or nothing sounds.</exception>
    internal MusicSet Checked()
    {
        foreach ((string part, IReadOnlyList<MusicPiece> pieces) in ((string, IReadOnlyList<MusicPiece>)[])[
            ("train", Parts.Training), ("validate", Parts.Validation), ("test", Parts.Test),
        ])
        {
            if (!pieces.Any(p => p.Steps.Count >= FewestSteps))
            {
                throw new DataFormatException(
                    $"{Name}: no piece to {part} on has two steps. Pass more or longer pieces.");
            }
        }

        return Parts.Training.All(p => p.Steps.All(s => s.Length == 0))
            ? throw new DataFormatException($"{Name}: nothing sounds in the pieces to train on. Pass music.")
            : this;
    }
}
