namespace Carousel.Report.Html;

/// <summary>Says what is wrong with a document before anything of it is written.</summary>
internal static class DocumentCheck
{
    /// <summary>Throws where a table or a chart does not fit together.</summary>
    /// <exception cref="ArgumentException">A row has not one cell for each column, or values not one for each
    /// position.</exception>
    public static void Require(ReportDocument document)
    {
        foreach (Section section in document.Sections)
        {
            if (section.IsFolded && section.Blocks.Any(block => block is StateMap))
            {
                throw new ArgumentException(
                    $"Section '{section.Title}' is folded, but a map of states needs the page's width. Unfold it.");
            }

            foreach (Block block in section.Blocks)
            {
                Require(block);
            }
        }
    }

    private static void Require(Block block)
    {
        switch (block)
        {
            case Stepper stepper: Require(stepper); break;
            case Choice choice: Require(choice); break;
            case Table table: Require(table); break;
            case LineChart chart: Require(chart); break;
            case BarChart chart: Require(chart); break;
            case StateMap map: StateMapCheck.Require(map); break;
            case HeatMap chart:
                Require(chart, "the field", chart.Rows.Count * chart.Columns.Count, chart.Values.Count);
                break;
            case Histogram chart: Require(chart); break;
            case LineDrawings drawings: Require(drawings); break;
            case PictureStrip strip: PictureHtml.Require(strip); break;
        }
    }

    private static void Require(LineDrawings drawings)
    {
        if (drawings.Figures.Count == 0)
        {
            throw new ArgumentException($"Drawings '{drawings.Title}': expected at least one drawing.");
        }

        if (drawings.Figures.Any(
            f => f.Strokes.Any(s => s.Count == 0 || s.Any(p => !double.IsFinite(p.X) || !double.IsFinite(p.Y)))))
        {
            throw new ArgumentException(
                $"Drawings '{drawings.Title}': a stroke has no point, or one that is not finite.");
        }
    }

    private static void Require(Stepper stepper)
    {
        if ((uint)stepper.Start >= (uint)stepper.Frames.Count)
        {
            throw new ArgumentException(
                $"Stepper '{stepper.Title}': it starts at {stepper.Start}, but has {stepper.Frames.Count} frames.");
        }

        foreach (Block block in stepper.Frames.SelectMany(frame => frame.Blocks))
        {
            if (block is Chart or StateMap or Stepper or Choice)
            {
                throw new ArgumentException(
                    $"Stepper '{stepper.Title}': a frame contains a {block.GetType().Name}. Put charts, maps, steppers "
                    + $"and choices outside a stepper.");
            }

            Require(block);
        }
    }

    private static void Require(Choice choice)
    {
        int titles = choice.Options.DistinctBy(option => option.Title).Count();
        if (titles == 0 || titles < choice.Options.Count)
        {
            throw new ArgumentException($"Choice '{choice.Name}': expected one option or more, with different titles.");
        }

        foreach (Block block in choice.Options.SelectMany(option => option.Blocks))
        {
            if (block is StateMap or Choice)
            {
                throw new ArgumentException(
                    $"Choice '{choice.Name}': an option contains a {block.GetType().Name}. Put maps of states and "
                    + $"choices outside a choice.");
            }

            Require(block);
        }
    }

    private static void Require(BarChart chart)
    {
        Require(chart, chart.Axis, chart.Groups);
        if (chart.Links.Count > 0)
        {
            Require(chart, "the list of links", chart.Axis.Count, chart.Links.Count);
        }
    }

    private static void Require(Table table)
    {
        foreach (TableRow row in table.Rows)
        {
            if (row.Cells.Count != table.Columns.Count)
            {
                string name = row.Cells.Count > 0 ? row.Cells[0].Text : "";
                throw new ArgumentException(
                    $"Table '{table.Caption}': row '{name}' has {row.Cells.Count} cells, "
                    + $"expected {table.Columns.Count}, one for each column.");
            }
        }
    }

    private static void Require(LineChart chart)
    {
        Require(chart, chart.Axis, chart.Lines);
        foreach (Band band in chart.Bands)
        {
            Require(chart, $"the lower bound of '{band.Name}'", chart.Axis.Count, band.Lower.Count);
            Require(chart, $"the upper bound of '{band.Name}'", chart.Axis.Count, band.Upper.Count);
        }

        foreach (Marker marker in chart.Markers)
        {
            if ((uint)marker.Position >= (uint)chart.Axis.Count)
            {
                throw new ArgumentException(
                    $"Chart '{chart.Title}': marker '{marker.Label}' is at position {marker.Position}, expected 0 "
                    + $"to {chart.Axis.Count - 1}.");
            }
        }
    }

    private static void Require(Histogram chart)
    {
        Require(chart, "the list of edges", chart.Counts.Count == 0 ? 0 : chart.Counts.Count + 1, chart.Edges.Count);
        double before = chart.IsLogarithmic ? 0 : double.NegativeInfinity;
        foreach (double edge in chart.Edges)
        {
            if (!(edge > before && double.IsFinite(edge)))
            {
                throw new ArgumentException(
                    $"Chart '{chart.Title}': after {before} comes the edge {edge}, expected a larger finite number.");
            }

            before = edge;
        }
    }

    private static void Require(Chart chart, Axis axis, IReadOnlyList<Series> series)
    {
        foreach (Series one in series)
        {
            Require(chart, $"'{one.Name}'", axis.Count, one.Values.Count);
        }
    }

    private static void Require(Chart chart, string what, int expected, int got)
    {
        if (expected != got)
        {
            throw new ArgumentException($"Chart '{chart.Title}': {what} has {got} values, expected {expected}.");
        }
    }
}
