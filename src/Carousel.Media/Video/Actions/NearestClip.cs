namespace Carousel.Video;

/// <summary>The vector by which clips are compared: eight frames at equal times.</summary>
internal static class NearestClip
{
    private const int Frames = 8;

    /// <summary>How the vector is made, in a sentence.</summary>
    public const string Meaning =
        "8 frames or poses of the clip as in the file, one after another: those at the steps (k + 0.5)·steps/8, "
        + "rounded down, for k from 0 to 7";

    /// <summary>The length of the vector.</summary>
    /// <param name="frame">Values of a frame or a pose.</param>
    public static int Length(int frame) => Frames * frame;

    /// <summary>The vector of a clip.</summary>
    /// <returns>[8 · values of a frame].</returns>
    public static float[] Vector(Clip clip) =>
        [.. Enumerable.Range(0, Frames).SelectMany(f => clip.Frame((int)((f + 0.5) * clip.Steps / Frames)).ToArray())];
}
