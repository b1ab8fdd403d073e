using System.Runtime.Intrinsics;
using Carousel.Kernels;
using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Rivals;
using Carousel.Reference.Laboratory;
using Carousel.Testing;

namespace Carousel.Laboratory.Tests.Rivals;

/// <summary>Recurrent networks in lanes: as their twin on line, each lane for itself, on every width.</summary>
public sealed class RecurrentLanesTests
{
    public static TheoryData<string, string, bool, bool, bool> Kinds
    {
        get
        {
            var kinds = new TheoryData<string, string, bool, bool, bool>();
            foreach (OutputPlace place in Enum.GetValues<OutputPlace>())
            {
                foreach (RecurrentGradient gradient in Enum.GetValues<RecurrentGradient>())
                {
                    kinds.Add(place.ToString(), gradient.ToString(), false, true, true);
                    kinds.Add(place.ToString(), gradient.ToString(), true, false, place == OutputPlace.Above);
                }
            }

            return kinds;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Learn_ChangesWeightsAsTheTwinDoes_OnLine(
        string place, string gradient, bool symbols, bool bias, bool everyTarget)
    {
        RecurrentNetwork network = Network(place, gradient, symbols, bias);
        var sequences = new RecurrentCase(network, 11, 4, everyTarget);
        using RecurrentLaneNetwork lanes = RecurrentLaneNetwork.Create(network, 16);

        float[] weights = sequences.Train(lanes, lanes.Lanes - 1, 0.5f);
        RecurrentWeights found = RecurrentCase.ToTwin(network, weights);
        RecurrentWeights expected = sequences.TrainTwin(0.5);

        // Some thirty steps and changes of values of size 1.
        Near.Largest(Near.Floats(found.Units), expected.Units, Near.Recurrent(30, network.Sources));
        if (network.OutputSources > 0)
        {
            Near.Largest(Near.Floats(found.Outputs), expected.Outputs, Near.Recurrent(30, network.Sources));
        }

        Assert.NotEqual(sequences.Weights, weights);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Learn_GivesTheSameBits_InAnyLaneOnAnyWidth(
        string place, string gradient, bool symbols, bool bias, bool everyTarget)
    {
        RecurrentNetwork network = Network(place, gradient, symbols, bias);
        var sequences = new RecurrentCase(network, 12, 5, everyTarget);
        using var narrow = new RecurrentLanes<Vector128<float>, Lanes128>(network);
        using var middle = new RecurrentLanes<Vector256<float>, Lanes256>(network);
        using var wide = new RecurrentLanes<Vector512<float>, Lanes512>(network);

        float[] expected = sequences.Train(narrow, 0, 0.5f);

        Near.SameBits(sequences.Train(narrow, 3, 0.5f), expected);
        Near.SameBits(sequences.Train(middle, 5, 0.5f), expected);
        Near.SameBits(sequences.Train(wide, 14, 0.5f), expected);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public unsafe void Learn_LeavesLanesAsTheyAre_WhichHaveNoRate(
        string place, string gradient, bool symbols, bool bias, bool everyTarget)
    {
        // An error without bounds, as a diverged lane may have it.
        RecurrentNetwork network = Network(place, gradient, symbols, bias);
        var sequences = new RecurrentCase(network, 14, 1, everyTarget);
        using RecurrentLaneNetwork lanes = RecurrentLaneNetwork.Create(network, 4);
        lanes.WriteWeights(0, sequences.Weights);
        lanes.WriteWeights(1, sequences.Weights);
        lanes.Rates[0] = 1;
        for (int step = 0; step < 3; step++)
        {
            new Span<float>(lanes.InputValues, symbols ? 0 : network.Inputs * lanes.Lanes).Fill(1);
            new Span<int>(lanes.InputSymbols, lanes.Lanes).Clear();
            lanes.Step();
            lanes.OutputErrors[0] = 1;
            lanes.OutputErrors[1] = float.PositiveInfinity;
            lanes.Learn();
        }

        var weights = new float[network.WeightCount];
        lanes.ReadWeights(1, weights);
        Near.SameBits(weights, sequences.Weights);
        lanes.ReadWeights(0, weights);
        Assert.NotEqual(sequences.Weights, weights);
        Assert.All(weights, weight => Assert.True(float.IsFinite(weight)));
    }

    [Fact]
    public void Create_TakesTheLanesAskedFor_WhereHardwareHasThem()
    {
        RecurrentNetwork network = Network(nameof(OutputPlace.Above), nameof(RecurrentGradient.Copied), true, false);
        using RecurrentLaneNetwork four = RecurrentLaneNetwork.Create(network, 1);
        using RecurrentLaneNetwork most = RecurrentLaneNetwork.Create(network, 16);

        Assert.Equal(4, four.Lanes);
        Assert.Equal(Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4, most.Lanes);
    }

    private static RecurrentNetwork Network(string place, string gradient, bool symbols, bool bias) => new()
    {
        Inputs = 3,
        Hidden = 5,
        Outputs = 2,
        TakesSymbols = symbols,
        HasBias = bias,
        OutputsReadInputs = bias,
        Place = Enum.Parse<OutputPlace>(place),
        Gradient = Enum.Parse<RecurrentGradient>(gradient),
        Window = 40,
    };
}
