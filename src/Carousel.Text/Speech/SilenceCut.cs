using Carousel.Jobs.Sound;

namespace Carousel.Speech;

/// <summary>
/// Cuts a recording of several words where it is quiet, by two settings that are chosen on recordings whose words are
/// counted.
/// </summary>
/// <remarks>
/// Frames of 20 ms are quiet below a limit between the quietest and the loudest tenth of the recording's frames, on the
/// scale of decibels. Two pieces are separated by a minimum run of quiet frames; pieces shorter than 80 ms are dropped.
/// </remarks>
internal sealed class SilenceCut(int[] order)
{
    private const double FrameSeconds = 0.02, ShortestPiece = 0.08, Tenth = 0.1, LeastRange = 1e-6;

    private static readonly (double Share, int Frames)[] _settings =
        [
            .. from share in (double[])[
                0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6,
            ] from frames in (int[])[2, 3, 4, 6] select (share, frames),
        ];

    /// <summary>Places of all settings, the one that is taken first: what a model's file keeps.</summary>
    public IReadOnlyList<int> Order => order;

    /// <summary>Cuts as one did whose order was kept.</summary>
    /// <param name="order">As <see cref="IsOrder"/> allows, not empty.</param>
    public static SilenceCut Of(IReadOnlyList<int> order) => new([.. order]);

    /// <summary>Whether places of settings are ones that can be kept: each once, or none at all.</summary>
    public static bool IsOrder(IReadOnlyList<int> order) =>
        order.Count == 0 || order.Order().SequenceEqual(Enumerable.Range(0, _settings.Length));

    /// <summary>Chooses the settings with which the numbers of pieces come nearest to the numbers of words.</summary>
    /// <param name="counted">Recordings with their transcripts, which do not measure.</param>
    public static SilenceCut Choose(IReadOnlyList<SpeechClip> counted)
    {
        double[][] powers = [.. counted.Select(c => Powers(c.Recording))];
        return new SilenceCut(
            [
                .. Enumerable.Range(0, _settings.Length).OrderBy(
                    s =>
                        Enumerable.Range(0, powers.Length)
                            .Sum(c => Math.Abs(Pieces(powers[c], _settings[s]).Count() - counted[c].Words.Count))),
            ]);
    }

    /// <summary>The pieces of a recording.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="count">How many words it has, or null. If it is given, the first setting that yields this number of
    /// pieces is used.</param>
    public IReadOnlyList<SoundRecording> Cut(SoundRecording recording, int? count = null)
    {
        double[] powers = Powers(recording);
        int[] fitting = count is { } n
            ? [.. order.Where(s => Pieces(powers, _settings[s]).Count() == n).Take(1)]
            : [];
        int frame = FrameOf(recording);
        return [
            .. Pieces(powers, _settings[fitting is [var told] ? told : order[0]])
                .Select(p => recording with { Samples = recording.Samples[(p.First * frame)..(p.Last * frame)] }),
        ];
    }

    private static int FrameOf(SoundRecording recording) => Math.Max(1, (int)(FrameSeconds * recording.Rate));

    private static double[] Powers(SoundRecording recording)
    {
        int frame = FrameOf(recording);
        return [
            .. Enumerable.Range(0, recording.Samples.Length / frame)
                .Select(k => SoundLevel.Energy(recording.Samples.AsSpan(k * frame, frame))),
        ];
    }

    /// <summary>Pieces from their first frame to the one after their last.</summary>
    private static IEnumerable<(int First, int Last)> Pieces(double[] powers, (double Share, int Frames) setting)
    {
        double limit = Limit(powers, setting.Share);
        int first = -1, quiet = 0;
        for (int k = 0; k <= powers.Length; k++)
        {
            if (k < powers.Length && powers[k] >= limit)
            {
                (first, quiet) = (first < 0 ? k : first, 0);
            }
            else if (first >= 0 && (++quiet >= setting.Frames || k == powers.Length))
            {
                int last = k + 1 - quiet;
                if ((last - first) * FrameSeconds >= ShortestPiece)
                {
                    yield return (first, last);
                }

                (first, quiet) = (-1, 0);
            }
        }
    }

    private static double Limit(double[] powers, double share)
    {
        if (powers.Length == 0)
        {
            return 0;
        }

        double[] sorted = [.. powers.Order()];
        int tenth = Math.Max(1, (int)(Tenth * sorted.Length));
        double loud = sorted.TakeLast(tenth).Average(),
            quiet = Math.Max(sorted.Take(tenth).Average(), LeastRange * loud);
        return quiet * Math.Pow(loud / quiet, share);
    }
}
