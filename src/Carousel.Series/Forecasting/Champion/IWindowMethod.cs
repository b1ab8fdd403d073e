using Carousel.Data;
using Carousel.Storage;

namespace Carousel.Forecasting;

/// <summary>Forecasts of windows that are averaged with a network's.</summary>
internal interface IWindowMethod
{
    /// <summary>Which method, as options and model files call it.</summary>
    string Word { get; }

    /// <summary>Its name in tables and sentences.</summary>
    string Name { get; }

    /// <summary>Rows before an origin on which its forecasts can depend.</summary>
    int Reach { get; }

    /// <summary>Forecasts windows.</summary>
    /// <param name="data">The series.</param>
    /// <param name="windows">[W].</param>
    /// <param name="fitting">Threads, on which bits do not depend, and what stops it between windows.</param>
    /// <returns>[W, H, K] in the scale of the network's output; NaN where nothing is known.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    double[] Forecast(ForecastData data, IReadOnlyList<Window> windows, BaselineFitting fitting);

    /// <summary>The same method fitted on windows; itself where nothing of it is fitted.</summary>
    /// <param name="data">The series.</param>
    /// <param name="windows">The windows whose values it learns from.</param>
    /// <param name="fitting">Threads, and what stops it.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    IWindowMethod Fit(ForecastData data, Windows windows, BaselineFitting fitting) => this;

    /// <summary>Its tensors in a model file.</summary>
    IEnumerable<StoredTensor> ToTensors() => [];
}
