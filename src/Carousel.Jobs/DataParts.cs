using Carousel.Jobs.Fitting;

namespace Carousel.Jobs;

/// <summary>Data in their parts.</summary>
/// <typeparam name="T">One of the data: a sentence, a recording, a drawing.</typeparam>
/// <param name="Training">What the network learns from.</param>
/// <param name="Validation">What decides when training was best.</param>
/// <param name="Test">What only measures.</param>
internal sealed record DataParts<T>(IReadOnlyList<T> Training, IReadOnlyList<T> Validation, IReadOnlyList<T> Test)
{
    /// <summary>All of them, part after part.</summary>
    public IEnumerable<T> All => Training.Concat(Validation).Concat(Test);

    /// <summary>Other data in the same parts.</summary>
    /// <typeparam name="TOther">One of the others.</typeparam>
    /// <param name="make">Makes those of a part.</param>
    public DataParts<TOther> Each<TOther>(Func<IReadOnlyList<T>, IReadOnlyList<TOther>> make) =>
        new(make(Training), make(Validation), make(Test));

    /// <summary>Notes on examples that occur in two sets.</summary>
    /// <param name="unit">One example, in the singular.</param>
    /// <param name="key">Gives what is compared.</param>
    public IEnumerable<string> Overlaps(string unit, Func<T, object> key) =>
        from parts in new[]
        {
            (Validation, "validation", Training, "training"), (Test, "test", Training, "training"),
            (Test, "test", Validation, "validation"),
        }
        let known = parts.Item3.Select(key).ToHashSet()
        let seen = parts.Item1.Select(key).Count(known.Contains)
        where seen > 0
        select $"{FigureText.Count(seen)} of {FigureText.Counted(parts.Item1.Count, unit)} of the {parts.Item2} set "
            + $"also appear{(seen == 1 ? "s" : "")} in the {parts.Item4} set. Scores on new data may be lower.";

    /// <summary>Notes on examples that occur in two sets.</summary>
    /// <param name="unit">One example, in the singular.</param>
    /// <param name="add">Adds what is compared of an example.</param>
    public IEnumerable<string> Overlaps(string unit, Action<DataFingerprint, T> add) =>
        Overlaps(unit, one => DataFingerprint.Of([[one]], add));

    /// <summary>A text that changes when the data change or move to another part.</summary>
    /// <param name="add">Adds one of them.</param>
    /// <param name="mark">Added after each part.</param>
    /// <returns>Sixteen hexadecimal digits.</returns>
    public string Fingerprint(Action<DataFingerprint, T> add, byte mark = 0) =>
        DataFingerprint.Of([Training, Validation, Test], add, mark);
}

/// <summary>Divides data.</summary>
internal static class DataParts
{
    /// <summary>The parts that options ask for.</summary>
    /// <param name="options">Which parts are files, which are shares of the data.</param>
    /// <param name="read">Reads a file that is a part.</param>
    /// <param name="divide">Divides the data by the shares of the validation and test sets; 0 for a set read from a
    /// file.</param>
    public static DataParts<T> Of<T>(
        DividedOptions options, Func<string, IReadOnlyList<T>> read, Func<double, double, DataParts<T>> divide)
    {
        IReadOnlyList<T>? validation = options.Validation is { } v ? read(v) : null,
            test = options.Test is { } t ? read(t) : null;
        DataParts<T> parts = divide(
            validation is null ? options.ValidationShare : 0, test is null ? options.TestShare : 0);
        return parts with { Validation = validation ?? parts.Validation, Test = test ?? parts.Test };
    }

    /// <summary>Spreads the parts evenly over data in their order, so that each part has of everything.</summary>
    /// <param name="data">The data.</param>
    /// <param name="placeOf">Which place one of them has in the order; those of one place stay together.</param>
    /// <param name="validation">The validation set's share of places.</param>
    /// <param name="test">The test set's share of places.</param>
    public static DataParts<T> Spread<T>(IReadOnlyList<T> data, Func<int, int> placeOf, double validation, double test)
    {
        List<T> training = [], validating = [], measuring = [];
        for (int d = 0; d < data.Count; d++)
        {
            int place = placeOf(d);
            (Falls(place, validation, 0.5) ? validating : Falls(place, test, 0) ? measuring : training).Add(data[d]);
        }

        return new DataParts<T>(training, validating, measuring);
    }

    /// <summary>Draws the parts at random, without regard to a run's seed.</summary>
    /// <param name="data">The data.</param>
    /// <param name="purpose">What for: the same purpose divides equally.</param>
    /// <param name="validation">How many validate.</param>
    /// <param name="test">How many measure.</param>
    /// <param name="classOf">The class of one of them; null without classes.</param>
    public static DataParts<T> Draw<T>(
        IReadOnlyList<T> data, string purpose, int validation, int test, Func<T, string>? classOf = null)
    {
        int[] part = PartSizes.Draw([.. data.Select(classOf ?? (_ => ""))], purpose, validation, test);
        IReadOnlyList<T> Of(int number) => [.. data.Where((_, d) => part[d] == number)];
        return new DataParts<T>(Of(0), Of(1), Of(2));
    }

    /// <summary>
    /// Draws shares of data at random, independent of a run's seed; a share above 0 gets at least one example.
    /// </summary>
    /// <param name="data">The data.</param>
    /// <param name="purpose">What for: the same purpose divides equally.</param>
    /// <param name="validation">The validation set's share.</param>
    /// <param name="test">The test set's share.</param>
    /// <param name="name">How messages call the data.</param>
    /// <param name="unit">What one of them is called.</param>
    /// <param name="classOf">The class of one of them; null without classes.</param>
    /// <exception cref="OptionException">Nothing is left to learn from.</exception>
    public static DataParts<T> Draw<T>(
        IReadOnlyList<T> data, string purpose, double validation, double test, string name, string unit,
        Func<T, string>? classOf = null)
    {
        PartSizes sizes = PartSizes.Of(data.Count, validation, test, name, unit);
        return Draw(data, purpose, sizes.Validation, sizes.Test, classOf);
    }

    // A place is taken where the running sum of shares passes a whole number: evenly spread, whatever the share.
    private static bool Falls(int place, double share, double offset) =>
        Math.Floor(((place + 1) * share) + offset) > Math.Floor((place * share) + offset);
}
