using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Forecasting;

/// <summary>What a forecaster is made of and what it costs.</summary>
public static class ForecastDescription
{
    /// <summary>Describes a design before it is trained.</summary>
    /// <param name="design">The design.</param>
    /// <returns>The description.</returns>
    public static ModelDescription Of(ForecastDesign design)
    {
        ArgumentNullException.ThrowIfNull(design);
        return Of(new ForecastModel(design));
    }

    internal static ModelDescription Of(ForecastModel model) => ModelDescription.Of(
        ModelName.Of(model.Design), model.Members, model.Members.Sum(m => m.MultiplyAdds), model.Members.Sum(m => (long)m.Reader.StateSize));
}
