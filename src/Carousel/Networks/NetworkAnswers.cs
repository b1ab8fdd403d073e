using Carousel.Autograd;
using Carousel.Tensors;

namespace Carousel.Networks;

/// <summary>What makes answers of the numbers of the last layer.</summary>
internal static class NetworkAnswers
{
    /// <summary>Applies the answer's function, or the scales of the data.</summary>
    /// <param name="backend">Whose kernels answer whole sequences: the same bits.</param>
    /// <param name="design">Says which function.</param>
    /// <param name="numbers">[S, O]: of the last layer.</param>
    /// <param name="shares">[S, O]: room, overwritten.</param>
    /// <param name="answers">[S · O], overwritten.</param>
    public static void Finish(
        Backend backend, NetworkDesign design, Tensor numbers, Tensor shares, Span<float> answers)
    {
        switch (design.Answer)
        {
            case PortableFunction.None:
                numbers.Read(answers);
                design.ScaleBack(answers);
                return;
            case PortableFunction.Softmax:
                backend.SoftmaxForward(logarithm: false, numbers, shares);
                break;
            default:
                backend.ElementwiseForward(ElementwiseFunction.Logistic, numbers, shares);
                break;
        }

        shares.Read(answers);
    }
}
