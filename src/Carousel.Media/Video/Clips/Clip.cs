namespace Carousel.Video;

/// <summary>A sequence of frames, or of a body's poses.</summary>
/// <param name="Name">What the data call it.</param>
/// <param name="Label">The action; empty where it is not known.</param>
/// <param name="Group">Clips of one group, such as of one body, fall into one part when data are divided.</param>
/// <param name="Steps">T, 1 or more.</param>
/// <param name="Values">[T, F]: places of grey from 0 to 1, row by row, or coordinates of joints.</param>
/// <param name="Line">The line on which it begins, from 1; 0 for a folder.</param>
internal sealed record Clip(string Name, string Label, string Group, int Steps, float[] Values, long Line)
{
    /// <summary>How messages call its data.</summary>
    public string File { get; init; } = "";

    /// <summary>The values of a frame.</summary>
    public ReadOnlySpan<float> Frame(int step) => Values.AsSpan(step * (Values.Length / Steps), Values.Length / Steps);
}

/// <summary>The clips of a folder or a table.</summary>
/// <param name="Name">How messages call it.</param>
/// <param name="Side">Rows and columns of a frame; 0 for poses.</param>
/// <param name="Joints">Names of a pose's coordinates, x and y by turns; none for frames.</param>
/// <param name="Clips">In the order of the data, one at least.</param>
internal sealed record ClipData(string Name, int Side, IReadOnlyList<string> Joints, IReadOnlyList<Clip> Clips)
{
    /// <summary>In the order of the data, one at least.</summary>
    public IReadOnlyList<Clip> Clips { get; init; } = [.. Clips.Select(c => c with { File = Name })];

    /// <summary>Which columns of a table or entries of a folder are not read, after a semicolon; empty if all
    /// are.</summary>
    public string Skipped { get; init; } = "";

    /// <summary>Whether clips are poses.</summary>
    public bool IsPoses => Side == 0;

    /// <summary>Whether any clip has a label.</summary>
    public bool IsLabeled => Clips.Any(c => c.Label.Length > 0);
}
