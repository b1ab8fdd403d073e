using Carousel.Data;
using Carousel.Forecasting.Rivals;
using Carousel.Storage;

namespace Carousel.Forecasting.Beside;

/// <summary>Other forecasts than the network's, to be averaged with them.</summary>
internal interface ICompanion
{
    /// <summary>What a person is told they are.</summary>
    string Name { get; }

    /// <summary>Forecasts windows.</summary>
    /// <param name="data">The series.</param>
    /// <param name="windows">[W].</param>
    /// <param name="fitting">Threads, on which bits do not depend, and what stops it between windows.</param>
    /// <returns>[W, H, K] in the scale of the network's output; NaN where nothing is known.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    double[] Forecast(ForecastData data, IReadOnlyList<Window> windows, RivalFitting fitting);

    /// <summary>What a model file holds of them.</summary>
    IEnumerable<StoredTensor> ToTensors();
}
