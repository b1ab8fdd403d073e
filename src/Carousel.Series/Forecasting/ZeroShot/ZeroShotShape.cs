namespace Carousel.Forecasting;

/// <summary>The sizes of the zero-shot forecaster. A trained file belongs to these.</summary>
internal static class ZeroShotShape
{
    /// <summary>Values of a step of the recurrent layer.</summary>
    public const int Patch = 16;

    /// <summary>Patches that one pass forecasts.</summary>
    public const int PatchesAhead = 4;

    /// <summary>Steps that one pass forecasts; more are made by feeding the median back.</summary>
    public const int Horizon = Patch * PatchesAhead;

    /// <summary>How many passes a horizon takes.</summary>
    /// <param name="horizon">Steps ahead.</param>
    public static int PassesOf(int horizon) => (horizon + Horizon - 1) / Horizon;

    /// <summary>Most values of the past that are read.</summary>
    public const int MostPast = 2048;

    /// <summary>Most values that the second of two forecasts reads; chosen on the development sets.</summary>
    public const int ShortPast = 512;

    /// <summary>Most values before those. Only the two regressions on many lags and the profile are fitted to
    /// them.</summary>
    public const int MostOlder = 14336;

    /// <summary>Most values of a series that are kept.</summary>
    public const int MostKept = MostOlder + MostPast;

    /// <summary>The longest season that is looked for, in steps.</summary>
    public const int LongestSeason = 420;

    /// <summary>Forecasts in closed form that the network mixes.</summary>
    public const int Bases = 13;

    /// <summary>Numbers that describe the whole of the past, without the errors of the bases.</summary>
    public const int Facts = 16;

    /// <summary>Errors of each base on the past: the first patch ahead and the rest.</summary>
    public const int BaseErrors = 2 * Bases;

    /// <summary>Inputs of a patch of the past: values in four units, which are known, which seasons reach it.</summary>
    public const int PatchInputs = (5 * Patch) + 2;

    /// <summary>Inputs of the recurrent layer at a step.</summary>
    public const int Inputs = PatchInputs + Facts;

    /// <summary>Inputs of a patch ahead: the bases, their level, which bases exist, the number of the patch.</summary>
    public const int AheadInputs = (Bases * Patch) + Patch + Bases + PatchesAhead;

    /// <summary>The levels of the quantiles.</summary>
    public const int Levels = 11;

    /// <summary>Outputs for a patch ahead: shares of the bases, corrections, distances between
    /// quantiles.</summary>
    public const int Outputs = Bases + (Levels * Patch);

    /// <summary>0.1, 0.2, … 0.9, and the bounds of a 95 % interval.</summary>
    public static ReadOnlySpan<float> QuantileLevels =>
        [0.025f, 0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f, 0.9f, 0.975f];
}
