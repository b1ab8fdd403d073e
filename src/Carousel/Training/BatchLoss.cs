using Carousel.Autograd;

namespace Carousel.Training;

/// <summary>What a batch gave.</summary>
/// <param name="Mean">One value: the mean loss over the batch's elements.</param>
/// <param name="Elements">How many elements the mean is over: weight of the batch in the epoch's mean.</param>
/// <param name="FinalState">[B, StateSize]: state to carry to the next batch as values, or <c>default</c>.</param>
public readonly record struct BatchLoss(Variable Mean, double Elements, Variable FinalState = default);
