using Carousel.Data;
using Carousel.Storage;

namespace Carousel.Forecasting;

/// <summary>Forecasts of windows that are averaged with a network's.</summary>
internal interface IWindowCompanion
{
    /// <summary>Its name in sentences.</summary>
    string Name { get; }

    /// <summary>Forecasts windows.</summary>
    /// <param name="data">The series.</param>
    /// <param name="windows">[W].</param>
    /// <param name="fitting">Threads, on which bits do not depend, and what stops it between windows.</param>
    /// <returns>[W, H, K] in the scale of the network's output; NaN where nothing is known.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    double[] Forecast(ForecastData data, IReadOnlyList<Window> windows, BaselineFitting fitting);

    /// <summary>Its tensors in a model file.</summary>
    IEnumerable<StoredTensor> ToTensors();
}
