using Carousel.Kernels;

namespace Carousel.Tests.Kernels.Recurrent;

/// <summary>What a run hands to the entries of its kernel.</summary>
internal abstract partial class CellRun
{
    /// <summary>Calls an entry, one span of whose call is a value too short.</summary>
    /// <param name="span">Its name, after that of the entry.</param>
    /// <returns>Whether the cell has the span.</returns>
    public bool CallShort(string span)
    {
        CellSpans call = span.StartsWith("Forward", StringComparison.Ordinal) ? ForwardCall((0, Rows.B))
            : span.StartsWith("Backward", StringComparison.Ordinal) ? BackwardCall((0, Rows.B))
            : GradientCall();
        switch (span.Split('.')[1])
        {
            case "Panels": call.Panels = call.Panels[1..]; break;
            case "X": call.X = call.X[1..]; break;
            case "H": call.H = call.H[1..]; break;
            case "C" when !call.C.IsEmpty: call.C = call.C[1..]; break;
            case "Gates" when !call.Gates.IsEmpty: call.Gates = call.Gates[1..]; break;
            case "Dh": call.Dh = call.Dh[1..]; break;
            case "Dc" when !call.Dc.IsEmpty: call.Dc = call.Dc[1..]; break;
            case "Dw": call.Dw = call.Dw[1..]; break;
            case "Dr" when !call.Dr.IsEmpty: call.Dr = call.Dr[1..]; break;
            case "Db": call.Db = call.Db[1..]; break;
            default: return false;
        }

        switch (span[0])
        {
            case 'F': Forward(call); break;
            case 'B': Backward(call); break;
            default: AddWeightGradient(call, 0, GradientParts); break;
        }

        return true;
    }

    /// <summary>All that entries work on, except for panels and scratch.</summary>
    protected CellSpans Call((int From, int To) places) => new()
    {
        Steps = new StepTable(Rows.RowStart, Rows.B, Reverse),
        PlaceFrom = places.From,
        PlaceTo = places.To,
        X = X.Span,
        H = States.Span,
        C = Rest.Span,
        Gates = Gates.Span,
        Dh = Dh.Span,
        Dc = DRest.Span,
        Dx = Dx.Span,
        Dw = DW.Span,
        Dr = DR.Span,
        Db = DB.Span,
        Dq = DQ.Span,
    };

    private CellSpans ForwardCall((int From, int To) places)
    {
        CellSpans call = Call(places);
        call.Panels = Panels;
        call.Scratch = Scratch(ForwardScratch(places.To - places.From, keeps: true));
        Say("Forward");
        return call;
    }

    private CellSpans InferenceCall((int From, int To) places)
    {
        CellSpans call = Call(places);
        call.Panels = Panels;
        call.Scratch = Scratch(ForwardScratch(places.To - places.From, keeps: false));
        call.H = Inferred.Span;
        call.C = Carried.Span;
        call.Gates = [];
        Say("Infer");
        return call;
    }

    private CellSpans BackwardCall((int From, int To) places)
    {
        CellSpans call = Call(places);
        call.Panels = BackwardPanels;
        call.Scratch = Scratch(BackwardScratch(places.To - places.From));
        Say("Backward");
        return call;
    }

    private CellSpans GradientCall()
    {
        CellSpans call = Call((0, Rows.B));
        call.Scratch = Scratch(GradientScratch);
        Say("AddWeightGradient");
        return call;
    }
}
