using Carousel.Jobs.Fitting;
using Carousel.Laboratory.Trials;
using Carousel.Video;

namespace Carousel.Laboratory.Textbook.Uses.Films;

/// <summary>
/// A film of small grey frames: a filled silhouette with limbs that acts, before things that stand about, partly
/// hidden by a post, through a camera that shakes and has noise; or only the silhouette.
/// </summary>
internal sealed class Silhouettes
{
    /// <summary>Places a side of a frame.</summary>
    public const int Side = 16;

    /// <summary>Frames of a film.</summary>
    public const int Frames = 16;

    private const float Noise = 0.15f;
    private const int Things = 3;

    private readonly float[] _frames = new float[Frames * Side * Side];

    private Silhouettes(int action) => Action = action;

    /// <summary>What may be done.</summary>
    public static IReadOnlyList<string> Actions { get; } = ["walk", "run", "jump"];

    /// <summary>What is done, of <see cref="Actions"/>.</summary>
    public int Action { get; }

    /// <summary>A frame.</summary>
    /// <param name="t">Its number, from 0.</param>
    /// <returns>[side · side], rows from the top.</returns>
    public ReadOnlySpan<float> Frame(int t) => _frames.AsSpan(t * Side * Side, Side * Side);

    /// <summary>Films a body.</summary>
    /// <param name="random">Decides on the phase and speed of the action, and on the background objects.</param>
    /// <param name="seed">Of the bodies.</param>
    /// <param name="body">Which body: it has the same proportions in all of its films.</param>
    /// <param name="action">What it does.</param>
    /// <param name="isFilmed">False for only the silhouette.</param>
    public static Silhouettes Film(TrialRandom random, ulong seed, int body, int action, bool isFilmed)
    {
        var film = new Silhouettes(action);
        var figure = new StickFigure(new SimulationDraws(seed, "textbook/body", (uint)body));
        float[] poses = figure.Act(Actions[action], Frames, new SimulationDraws(random.Word(), "textbook/film"));
        float stout = 0.8f + (0.5f * (body % 7) / 6), contrast = isFilmed ? random.Uniform(0.5f, 1) : 1;
        float[] behind = isFilmed ? Background(random) : new float[Side * Side];
        int post = isFilmed && random.Coin() ? random.Below(Side - 1) : -2;
        var silhouette = new float[Side * Side];
        for (int t = 0; t < Frames; t++)
        {
            Array.Clear(silhouette);
            (float X, float Y) shake = isFilmed ? (0.3f * random.Gaussian(), 0.3f * random.Gaussian()) : (0, 0);
            Render(poses.AsSpan(t * 2 * StickFigure.Joints, 2 * StickFigure.Joints), silhouette, stout, shake);
            Span<float> frame = film._frames.AsSpan(t * Side * Side, Side * Side);
            for (int i = 0; i < silhouette.Length; i++)
            {
                bool isHidden = i % Side == post || i % Side == post + 1;
                frame[i] = isHidden ? 0.5f : behind[i] + (silhouette[i] * (contrast - behind[i]));
                frame[i] += isFilmed ? Noise * random.Gaussian() : 0;
            }
        }

        return film;
    }

    private static float[] Background(TrialRandom random)
    {
        var behind = new float[Side * Side];
        float slope = random.Uniform(0, 0.2f);
        for (int i = 0; i < behind.Length; i++)
        {
            behind[i] = slope * (i / Side) / Side;
        }

        for (int n = 0; n < Things; n++)
        {
            int left = random.Below(Side), top = random.Below(Side), width = random.Between(1, 5),
                height = random.Between(1, 8);
            float grey = random.Uniform(0, 0.5f);
            for (int y = top; y < Math.Min(Side, top + height); y++)
            {
                behind.AsSpan((y * Side) + left, Math.Min(width, Side - left)).Fill(grey);
            }
        }

        return behind;
    }

    private static void Render(ReadOnlySpan<float> pose, float[] frame, float stout, (float X, float Y) shake)
    {
        (double X, double Y)[] at = new (double, double)[StickFigure.Joints];
        for (int j = 0; j < at.Length; j++)
        {
            at[j] = ((Side * (double)pose[2 * j]) + shake.X, (Side * (double)pose[(2 * j) + 1]) + shake.Y);
        }

        // The trunk (shoulder to hip) is the widest, legs are wider than arms; joints 7 and above are of legs.
        foreach ((int from, int to) in StickFigure.Sticks)
        {
            double width = (from, to) == (1, 2) ? 1 : to >= 7 ? 0.6 : 0.4;
            LineRaster.Draw(frame, Side, at[from], at[to], stout * width);
        }

        LineRaster.Draw(frame, Side, at[0], at[0], stout * 0.9);
    }
}
