using Carousel.Autograd;
using Carousel.Training;

namespace Carousel.Tests.Training;

public sealed class GradientCheckTests : IDisposable
{
    private readonly CpuBackend _backend = new(1);

    public void Dispose() => _backend.Dispose();

    [Fact]
    public void Run_FindsARightGradientRight_AndPutsTheValuesBack()
    {
        var problem = new TinyProblem(_backend);
        float[] before = problem.Model.Parameters.First().Value.ToArray();

        IReadOnlyList<GradientDifference> differences =
            GradientCheck.Run(_backend, problem.Model.Parameters, tape => problem.Loss(tape, 0, 0, default).Mean);

        Assert.Equal(["weight", "bias"], differences.Select(d => d.Parameter));
        Assert.All(differences, d => Assert.InRange(d.Error, 0, 1e-3));
        Assert.Equal(before, problem.Model.Parameters.First().Value.ToArray());
    }

    [Fact]
    public void Run_FindsAWrongGradientWrong()
    {
        var problem = new TinyProblem(_backend);

        // The loss is multiplied, its gradient by another number: the first call records, the others measure.
        int call = 0;
        IReadOnlyList<GradientDifference> differences = GradientCheck.Run(_backend, problem.Model.Parameters, tape =>
        {
            Variable loss = problem.Loss(tape, 0, 0, default).Mean;
            if (call++ > 0)
            {
                loss.Value.Write([1.1f * loss.Value.ToArray()[0]]);
            }

            return loss;
        });

        Assert.Contains(differences, d => d.Error > 0.05);
    }

    [Fact]
    public void Run_NamesTheValueThatIsNotANumber()
    {
        var problem = new TinyProblem(_backend) { Disturbance = k => k == 5 ? float.NaN : 1 };

        IReadOnlyList<GradientDifference> differences =
            GradientCheck.Run(_backend, problem.Model.Parameters, tape => problem.Loss(tape, 0, 0, default).Mean);

        Assert.Contains(differences, d => double.IsNaN(d.Error));
    }
}
