using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Layers;

namespace Carousel.Inspection.Looks;

/// <summary>Where in the sequences error flow is measured.</summary>
/// <param name="Lags">The greatest lag.</param>
/// <param name="Directions">Errors followed in each part of the state; 0 for all.</param>
/// <param name="Ends">Sequences with the steps after those whose errors are followed.</param>
internal sealed record FlowPlaces(
    int Lags, int Directions, IReadOnlyList<(InspectedSequence Sequence, IReadOnlyList<int> Ends)> Ends)
{
    // Multiply-adds of some seconds on one core.
    private const double Budget = 2e11;
    private const int LeastPlaces = 3, MostPlaces = 16;
    private const int Complete = 64, Sampled = 16;

    /// <summary>Chooses them.</summary>
    /// <param name="subject">The model and the sequences.</param>
    /// <param name="options">What was asked for.</param>
    /// <exception cref="OptionException">An option is out of range, or no sequence is long enough.</exception>
    public static FlowPlaces Choose(InspectionSubject subject, GradientOptions options)
    {
        int[] lengths = [.. subject.Sequences.Select(s => s.Steps).Order()];
        OptionException.Within(options.Lags, 1, Math.Max(1, lengths[^1] - 1), nameof(options.Lags));
        if (lengths[^1] < 2)
        {
            throw new OptionException("The sequences have one step each, so no error can flow from step to step.");
        }

        int lags = options.Lags ?? Math.Clamp(lengths[lengths.Length / 2] - 1, 1, GradientOptions.UsualLags);
        InspectedSequence[] enough = [.. subject.Sequences.Where(s => s.Steps > lags)];
        (int directions, double cost) = Cost(subject.Model.Reader);
        int places = options.Places ?? (int)Math.Clamp(Budget / (cost * lags), LeastPlaces, MostPlaces);
        if (enough.Length >= places)
        {
            return new FlowPlaces(
                lags, directions, [.. EvenlySpread.Of(enough, places).Select(s => (s, (IReadOnlyList<int>)[s.Steps]))]);
        }

        int each = (places + enough.Length - 1) / enough.Length;
        return new FlowPlaces(lags, directions, [.. enough.Select(s => (s, Spread(s.Steps, lags + 1, each)))]);
    }

    // As many stretches of that length as do not overlap; the last is at the end.
    private static IReadOnlyList<int> Spread(int steps, int stretch, int most)
    {
        int count = Math.Clamp(steps / stretch, 1, most);
        return [.. Enumerable.Range(1, count).Select(k => (int)((long)k * steps / count))];
    }

    private static (int Directions, double Cost) Cost(SequenceLayer reader)
    {
        (int widest, double parts, double weights) = Sum(reader);
        int directions = widest > Complete ? Sampled : 0;
        return (directions, 3 * weights * parts * Math.Min(widest, directions == 0 ? Complete : Sampled));
    }

    private static (int Widest, double Parts, double Weights) Sum(Layer layer)
    {
        if (layer is RecurrentLayer recurrent)
        {
            return (recurrent.OutputSize, recurrent.Cell.States.Count, recurrent.ParameterCount);
        }

        (int widest, double parts, double weights) = (1, 0, 0);
        foreach ((_, Layer inner) in layer.NamedLayers)
        {
            (int own, double ownParts, double ownWeights) = Sum(inner);
            (widest, parts, weights) = (Math.Max(widest, own), parts + ownParts, weights + ownWeights);
        }

        return (widest, parts, weights);
    }
}
