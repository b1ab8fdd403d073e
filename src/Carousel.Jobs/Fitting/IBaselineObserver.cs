using Carousel.Training;

namespace Carousel.Jobs.Fitting;

/// <summary>
/// An observer that gets the simple method's validation score before the first step, for a line next to the curve.
/// </summary>
internal interface IBaselineObserver : ITrainingObserver
{
    /// <summary>A simple method and its score.</summary>
    /// <param name="name">The method.</param>
    /// <param name="score">In the unit of the validation's score.</param>
    void OnBaseline(string name, double score);
}
