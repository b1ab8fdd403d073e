using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Lanes;

/// <summary>A trial whose turns a test writes down.</summary>
internal sealed class ScriptedTrial(int number, Func<ScriptedTrial, IEnumerable<Presentation>> turns) : Trial(number)
{
    public override TrialRandom WeightRandom { get; } = new(7, "scripted/weights", number);

    public override IEnumerable<Presentation> Run() => turns(this);
}
