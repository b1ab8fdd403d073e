using System.Text.Json;
using Carousel.Classical;
using Carousel.Testing;

namespace Carousel.Jobs.Tests.Classical;

/// <summary>The cases of tests/parity/golden/classical-ets.json.</summary>
internal sealed class ClassicalGolden
{
    /// <summary>Steps that each case forecasts.</summary>
    public const int Steps = 12;

    private readonly JsonElement _case;

    private ClassicalGolden(JsonElement element) => _case = element;

    /// <summary>The cases of exponential smoothing.</summary>
    public static IReadOnlyList<ClassicalGolden> Smoothing { get; } = Cases("smoothing");

    public SmoothingForm Form => SmoothingForm.All.Single(form => form.Name() == _case.GetProperty("form").GetString());

    public int Season => _case.GetProperty("season").GetInt32();

    public double[] Values => List(_case, "values");

    public double[] List(string part, string name) => List(_case.GetProperty(part), name);

    public double Number(string part, string name) => _case.GetProperty(part).GetProperty(name).GetDouble();

    /// <summary>The parameters of a part in the order and with the shares of <see cref="SmoothingValues"/>.</summary>
    public double[] Parameters(string part)
    {
        double[] at = List(part, "parameters");
        at[SmoothingValues.TrendShare] /= at[SmoothingValues.Rate];
        at[SmoothingValues.SeasonShare] /= 1 - at[SmoothingValues.Rate];
        return at;
    }

    private static ClassicalGolden[] Cases(string kind) =>
        [
            .. Golden.Read("classical-ets").Setting(kind).EnumerateArray()
                .Select(element => new ClassicalGolden(element)),
        ];

    private static double[] List(JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];
}
