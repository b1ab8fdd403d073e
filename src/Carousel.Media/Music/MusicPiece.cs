namespace Carousel.Music;

/// <summary>A piece of music as a piano roll: which keys sound in each step.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Steps">For each step its pitches, rising and different from each other; none for silence.</param>
public sealed record MusicPiece(string Name, IReadOnlyList<int[]> Steps)
{
    /// <summary>The lowest key of the piano.</summary>
    public const int LowestPitch = 21;

    /// <summary>The highest key of the piano.</summary>
    public const int HighestPitch = 108;

    /// <summary>How many keys there are.</summary>
    public const int Keys = HighestPitch - LowestPitch + 1;

    /// <summary>All pitches of the piano, rising.</summary>
    internal static IEnumerable<int> Pitches => Enumerable.Range(LowestPitch, Keys);

    /// <summary>Whether a pitch is a key of the piano.</summary>
    /// <param name="pitch">The pitch; 60 is middle C.</param>
    /// <returns>Whether it is one of 21 … 108.</returns>
    public static bool IsKey(int pitch) => pitch is >= LowestPitch and <= HighestPitch;

    /// <summary>
    /// [steps]: the row of the table, from 0, of each step; none where the piece comes from no table.
    /// </summary>
    public IReadOnlyList<int> Rows { get; init; } = [];

    /// <summary>How many notes of a MIDI file there were, and how many of them did not fit its steps.</summary>
    internal (int All, int Unfit) Notes { get; init; }

    /// <summary>Some steps in a row.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many.</param>
    /// <returns>A piece of the same name.</returns>
    public MusicPiece Part(int first, int count) =>
        this with { Steps = [.. Steps.Skip(first).Take(count)], Rows = [.. Rows.Skip(first).Take(count)] };
}
