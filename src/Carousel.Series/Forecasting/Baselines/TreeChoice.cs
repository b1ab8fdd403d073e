using Carousel.Boosting;
using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>Settings of boosted trees, and the form of their target.</summary>
/// <param name="Loss">What the trees make small.</param>
/// <param name="Transform">What the target goes through before.</param>
/// <param name="IsChange">Whether trees predict the change since the season before.</param>
/// <param name="Trees">How many trees.</param>
/// <param name="Error">The mean absolute error on the validation part, in the unit of the data; NaN where there is
/// none.</param>
internal sealed record TreeChoice(
    BoostingLoss Loss, TargetTransform Transform, bool IsChange, int Trees, double Error)
{
    /// <summary>What the trees are fitted to.</summary>
    /// <param name="steps">The rows.</param>
    /// <param name="scalers">For each series, after the transform.</param>
    /// <returns>[N].</returns>
    public float[] Targets(WindowSteps steps, FittedScaler[] scalers)
    {
        var targets = new float[steps.Rows];
        for (int r = 0; r < targets.Length; r++)
        {
            FittedScaler scaler = scalers[steps.Series[r]];
            targets[r] = Scaled(scaler, steps.Truth[r]) - (IsChange ? Scaled(scaler, steps.Before[r]) : 0);
        }

        return targets;
    }

    /// <summary>What trees tell, in the unit of the data.</summary>
    /// <param name="told">What they tell.</param>
    /// <param name="scaler">Of the series.</param>
    /// <param name="before">The value a season before, or the last one.</param>
    /// <returns>The forecast.</returns>
    public float ToData(double told, FittedScaler scaler, float before)
    {
        double scaled = told + (IsChange ? Scaled(scaler, before) : 0);
        return (float)ForecastScaling.Invert(Transform, (scaled * scaler.Scale) + scaler.Offset);
    }

    private float Scaled(FittedScaler scaler, float value) =>
        scaler.Transform(ForecastScaling.Transform(Transform, value));
}
