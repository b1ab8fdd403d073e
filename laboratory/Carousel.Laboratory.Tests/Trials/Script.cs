using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Trials;

/// <summary>Plays a trial's network: answers each presentation as a test wants it, without any network.</summary>
internal static class Script
{
    /// <summary>Runs a trial to its end.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="wrongFrom">For each presentation and how many training sequences came before it, the first wrong
    /// step, or −1.</param>
    /// <param name="error">The mean and the largest error of each presentation.</param>
    /// <returns>How many presentations of each kind there were.</returns>
    public static Dictionary<PresentationKind, int> Play(
        Trial trial, Func<Presentation, long, int> wrongFrom, Func<Presentation, long, float>? error = null)
    {
        var counts = new Dictionary<PresentationKind, int>();
        foreach (Presentation shown in trial.Run())
        {
            counts[shown.Kind] = counts.GetValueOrDefault(shown.Kind) + 1;
            long before = trial.Result.Sequences;
            int first = wrongFrom(shown, before);
            shown.FirstWrong = first;
            shown.WrongSteps = first >= 0 ? 1 : 0;
            shown.Steps = shown.StopsAtWrong && first >= 0 ? first + 1 : shown.Sequence.Length;
            shown.MeanError = shown.MaxError = error?.Invoke(shown, before) ?? 0;
        }

        return counts;
    }
}
