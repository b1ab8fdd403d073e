using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Forecasting;

/// <summary>
/// Reports once when the errors of forecasts are larger than those of the validation set. The mean wealth of the tests
/// of all series has the false-alarm rate of one test, however the series depend on each other at a time.
/// </summary>
/// <param name="validation">The errors of the validation set of each series, by its name; null for no test.</param>
internal sealed class DriftMonitor(IReadOnlyDictionary<string, IReadOnlyList<float>>? validation)
{
    /// <summary>The probability that an alarm is ever raised while nothing changes, in words.</summary>
    public const string Rate = "a test with 1 % false alarms";

    /// <summary>One over this probability.</summary>
    private const double Threshold = 100;

    private readonly Dictionary<string, DriftTest> _tests =
        validation?.ToDictionary(v => v.Key, v => new DriftTest(v.Value)) ?? [];

    /// <summary>The row where the change began, as text; null before an alarm.</summary>
    public string? Since { get; private set; }

    /// <summary>How many forecasts were tested.</summary>
    public int Count => _tests.Values.Sum(t => t.Count);

    /// <summary>Whether a series is tested.</summary>
    public bool Tests(string? id) => _tests.ContainsKey(id ?? "");

    /// <summary>Takes a forecast whose truth has come.</summary>
    /// <param name="id">The series.</param>
    /// <param name="past">The forecast.</param>
    public void Add(string? id, PastForecast past)
    {
        double error = past.Error;
        if (!double.IsNaN(error) && Since is null && _tests.TryGetValue(id ?? "", out DriftTest? test))
        {
            test.Add(error, past.Origin);
        }
    }

    /// <summary>The alarm in words, once; null for none.</summary>
    /// <param name="labelOf">The name of a row of a series.</param>
    public string? Alarm(Func<string, long, string> labelOf)
    {
        if (Since is not null || _tests.Count == 0 || _tests.Values.Average(t => t.Wealth) < Threshold)
        {
            return null;
        }

        (string id, DriftTest worst) = _tests.MaxBy(t => t.Value.Wealth);
        Since = labelOf(id, worst.Onset);
        string size = double.IsFinite(worst.Ratio) ? Invariant.Of($"{worst.Ratio:0.0} times") : "larger than";
        return $"From {Since} on the errors{(id.Length > 0 ? $" of '{id}'" : "")} are {size} those of the validation "
            + $"set ({FigureText.Counted(worst.CountSince, "forecast")}; {Rate}). Train again on newer rows: carousel "
            + "forecast FILE.";
    }

    /// <summary>Writes what later alarms depend on.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.WriteText(Since);
        writer.Write(_tests.Count);
        foreach ((string id, DriftTest test) in _tests)
        {
            double[] state = test.ToArray();
            writer.Write(id);
            writer.Write(state.Length);
            Array.ForEach(state, writer.Write);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public void Read(BinaryReader reader)
    {
        Since = reader.ReadText();
        for (int left = reader.ReadCount(sizeof(long)); left > 0; left--)
        {
            string id = reader.ReadString();
            var state = new double[reader.ReadCount(sizeof(double))];
            for (int i = 0; i < state.Length; i++)
            {
                state[i] = reader.ReadDouble();
                StateParts.Require(state[i] is >= 0 and < 1e300);
            }

            _tests.GetValueOrDefault(id)?.Load(state);
        }
    }
}
