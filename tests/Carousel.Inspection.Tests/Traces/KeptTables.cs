using Carousel.Autograd;
using Carousel.Kernels;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Inspection.Tests.Traces;

/// <summary>What training keeps of each recurrent layer, read where its kernel puts it.</summary>
/// <param name="steps">T.</param>
internal sealed class KeptTables(int steps) : IRecurrentObserver
{
    public List<Dictionary<TraceQuantity, float[]>> Runs { get; } = [];

    public bool NeedsGates => false;

    public void Ran(in RecurrentRun run)
    {
        var tables = new Dictionary<TraceQuantity, float[]> { [TraceQuantity.Hidden] = run.Hidden.ToArray() };
        Runs.Add(tables);
        if (run.Parameters is ElmanParameters)
        {
            return;
        }

        float[] kept = run.Gates.ToArray();
        (int Gate, TraceQuantity Quantity)[] lstm =
        [
            (0, TraceQuantity.InputGate), (1, TraceQuantity.ForgetGate), (2, TraceQuantity.Candidate),
            (3, TraceQuantity.OutputGate),
        ];
        switch (run.Parameters)
        {
            case LstmParameters plain:
                int units = plain.Size.H;
                tables[TraceQuantity.Cell] = run.Cell.ToArray();
                foreach ((int gate, TraceQuantity quantity) in lstm)
                {
                    tables[quantity] = Column(
                        kept, units, 4 * units, u => UnitBlocks.CompactIndex(units, LstmGates.Count, gate, u));
                }

                break;
            case LstmVariantParameters { Size: var size }:
                tables[TraceQuantity.Cell] = run.Cell.ToArray();
                foreach ((int gate, TraceQuantity quantity) in lstm)
                {
                    tables[quantity] = Column(kept, size.H, size.GatesLength, u => (gate * size.H) + u);
                }

                break;
            case GruParameters gru:
                // Blocks of 16 units, 64 values each: n, r, z, s.
                TraceQuantity[] groups =
                [
                    TraceQuantity.Candidate, TraceQuantity.ResetGate, TraceQuantity.UpdateGate,
                ];
                for (int k = 0; k < groups.Length; k++)
                {
                    int group = k;
                    tables[groups[k]] = Column(
                        kept, gru.Units, gru.GatesLength, u => (u / 16 * 64) + (group * 16) + (u % 16));
                }

                break;
            case RecurrentParameters gates:
                // One gate after the other, and one part of the state except h.
                RecurrentCell cell = RecurrentCell.All.Single(c => c.Parameters == gates.GetType());
                foreach ((int index, string state) in cell.States.Skip(1).Index())
                {
                    tables[state switch
                    {
                        "c" => TraceQuantity.Cell,
                        "n" => TraceQuantity.Normalizer,
                        _ => TraceQuantity.Stabilizer,
                    }] = Column(
                        run.Cell.ToArray(), gates.Units, gates.RestLength, u => (index * gates.Units) + u);
                }

                foreach ((int index, RecurrentGate gate) in cell.Gates.Index())
                {
                    tables[Enum.Parse<TraceQuantity>(gate.Name.Replace(" ", "", StringComparison.Ordinal), true)] =
                        Column(kept, gates.Units, gates.GatesLength, u => (index * gates.Units) + u);
                }

                if (cell.Word == "slstm")
                {
                    // Of the input and the forget gate the larger is 1, and the sign says which.
                    float[] both = tables[TraceQuantity.InputGate];
                    tables[TraceQuantity.InputGate] = [.. both.Select(value => value > 0 ? value : 1)];
                    tables[TraceQuantity.ForgetGate] = [.. both.Select(value => value > 0 ? 1 : -value)];
                }

                break;
        }
    }

    private float[] Column(float[] kept, int units, int width, Func<int, int> place) =>
        [
            .. Enumerable.Range(0, steps)
                .SelectMany(t => Enumerable.Range(0, units).Select(u => kept[(t * width) + place(u)])),
        ];
}
