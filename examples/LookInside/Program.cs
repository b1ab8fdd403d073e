// Looks inside a model that a job wrote: LookInside MODEL DATA
using System.Globalization;
using Carousel;
using Carousel.Inspection;
using Carousel.Inspection.Looks;
using Carousel.Inspection.Traces;
using Carousel.Jobs;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length != 2)
{
    Console.Error.WriteLine("LookInside needs MODEL and DATA.");
    return 2;
}

(string file, string data) = (args[0], args[1]);

#region look
using IJobModel model = new JobModels(SeriesModels.Loaders).Load(file);
var subject = InspectionSubject.Open(model, JobInput.OfFile(data), file);
IInspectedModel inside = subject.Model;

using var statistics = new TraceStatistics(inside.Backend);
foreach (InspectedSequence sequence in subject.Sequences)
{
    NetworkTrace.Run(inside.Backend, inside.Reader, sequence.Input, statistics.Add);
}

foreach (LayerStatistics layer in statistics.Finish())
{
    double median = layer.TimeConstants.Order().ElementAt(layer.Units / 2);
    Console.WriteLine(
        $"{layer.Layer}: {layer.Units} units over {layer.Steps} steps, time constant {median:F2} "
        + $"steps, {layer.Dead().Count} dead");
}

var flow = GradientFlow.Of(inside.Backend, inside.Reader, subject.Sequences[^1].Input);
foreach (StateFlow part in flow.Parts)
{
    Console.WriteLine($"{part.Name}: a hundredth of an error comes back over {part.Reach(0.01)} of {flow.Lags} steps");
}
#endregion

return 0;
